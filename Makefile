# The commands of the README are `make run`, `make chat` and `make test`.
.PHONY: run chat doctor test screenshots evaluate lint lock audit bench bench-import respaldo restaurar soak

run:
	@scripts/run

chat:
	@scripts/chat

doctor:
	@scripts/doctor

test:
	@scripts/test

screenshots:
	@scripts/screenshots

evaluate:
	@scripts/evaluate

lint:
	@scripts/lint

lock:
	@scripts/lock

audit:
	@scripts/audit

bench:
	@scripts/bench $(ARGS)

bench-import:
	@scripts/bench-import

# make respaldo [ARCHIVO=…]    make restaurar ARCHIVO=… [FORZAR=--forzar]
respaldo:
	@scripts/maintenance respaldar $(ARCHIVO)

restaurar:
	@scripts/maintenance restaurar $(ARCHIVO) $(FORZAR)

# make soak [MINUTOS=10]
soak:
	@scripts/soak $(if $(MINUTOS),--minutos $(MINUTOS))
