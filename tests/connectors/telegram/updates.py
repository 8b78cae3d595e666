"""Updates as Telegram makes them."""

from __future__ import annotations

from typing import Any, Dict

PHOTO = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90}]}
FILE = {"file_id": "f", "file_unique_id": "u"}
PLACE = {"latitude": 20.67, "longitude": -103.34}

# What is not text → what the person is told that they sent.
NOT_TEXT: Dict[str, Dict[str, Any]] = {
    "una foto": PHOTO,
    "una nota de voz": {"voice": {**FILE, "duration": 3}},
    "un audio": {"audio": {**FILE, "duration": 3}},
    "un video": {"video": {**FILE, "duration": 3, "width": 90, "height": 90}},
    "un videomensaje": {"video_note": {**FILE, "duration": 3, "length": 90}},
    "una animación": {"animation": {**FILE, "duration": 3, "width": 90, "height": 90}, "document": FILE},
    "un sticker": {"sticker": {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False,
                               "is_video": False}},
    "un archivo": {"document": FILE},
    "un contacto": {"contact": {"phone_number": "+525550000000", "first_name": "Luz"}},
    "una ubicación": {"location": PLACE},
    "un dado": {"dice": {"emoji": "🎲", "value": 4}},
}  # fmt: skip
