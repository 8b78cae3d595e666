# The two commands of the README are `make chat` and `make test`.
.PHONY: chat test evaluate lint lock bench-import

chat:
	@scripts/chat

test:
	@scripts/test

evaluate:
	@scripts/evaluate

lint:
	@scripts/lint

lock:
	@scripts/lock

bench-import:
	@scripts/bench-import
