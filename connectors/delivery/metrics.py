"""What is counted, for Prometheus; nothing of it names a person."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

INCOMING = Counter("enlace_entrantes", "Mensajes recibidos por primera vez", ["canal", "tipo"])
DUPLICATES = Counter("enlace_repetidos", "Entregas de un mensaje ya conocido", ["canal"])
LIMITED = Counter("enlace_limitados", "Mensajes rechazados por ir demasiado rápido", ["canal"])
BUSY = Counter("enlace_ocupado", "Mensajes que no se pudieron guardar", ["canal"])
SET_ASIDE = Counter("enlace_ilegibles", "Entregas de un canal que no se pudieron leer", ["canal"])
TURNS = Histogram("enlace_turno_segundos", "Lo que tarda un turno", ["canal", "resultado"])
OUTGOING = Counter("enlace_salientes", "Intentos de entrega por resultado", ["canal", "resultado"])
WAITING = Gauge("enlace_en_espera", "Filas sin terminar", ["cola"])  # entrada, salida
PARKED = Gauge("enlace_apartadas", "Filas apartadas", ["cola"])
