# The commands of the README are `make run`, `make chat` and `make test`.
.PHONY: run chat doctor test screenshots evaluate lint lock bench-import

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

bench-import:
	@scripts/bench-import
