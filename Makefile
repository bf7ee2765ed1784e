# Two commands are all a newcomer needs: make demo, make test.
.PHONY: setup demo test lint bench long lock clean

BASE := .venv/.base-ready
DEV := .venv/.dev-ready
PAGES := .venv/.pages-ready
LONG := tests/ratings/test_concurrency.py tests/ratings/test_mix.py tests/ratings/test_stateful.py

$(BASE): requirements/base.lock requirements/uv.lock pyproject.toml scripts/setup.sh
	@echo "Setting up .venv (once) ..."
	@sh scripts/setup.sh base
	@touch $@

$(DEV): requirements/dev.lock requirements/uv.lock pyproject.toml scripts/setup.sh
	@echo "Setting up .venv with the test tools (once) ..."
	@sh scripts/setup.sh dev
	@touch $(BASE) $@

# Fonts, style sheet and translations again, when only they changed.
$(PAGES): package-lock.json scripts/assets.sh scripts/messages.py $(wildcard src/kiemdiem/web/locale/*/LC_MESSAGES/*.po)
	@sh scripts/assets.sh
	@.venv/bin/python scripts/messages.py compile
	@touch $@

setup: $(BASE) $(PAGES)

demo: $(BASE) $(PAGES)
	@sh scripts/demo.sh

lint: $(DEV) $(PAGES)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	KIEMDIEM_DATA=.mypy_cache .venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/deptry src

# Everything on SQLite, then the packages with tables again on a private PostgreSQL that the tests start and stop.
test: lint
	@sh scripts/system.sh
	.venv/bin/pytest -n 2 -m "not browser"
	.venv/bin/pytest -m browser
	KIEMDIEM_TEST_ENGINE=postgresql .venv/bin/pytest -n 2 tests/ledger tests/organisations tests/accounts \
		tests/cycles tests/documents tests/suggestions tests/reviews tests/ballots tests/ratings tests/jobs tests/notices tests/backup tests/serving tests/demo
	KIEMDIEM_TEST_ENGINE=postgresql .venv/bin/pytest tests/web/test_crawl.py -k ratings

bench: $(DEV)
	.venv/bin/python scripts/bench.py
	.venv/bin/python scripts/bench_system.py
	.venv/bin/python scripts/bench_reviews.py
	.venv/bin/python scripts/bench_release.py
	.venv/bin/python scripts/bench_ratings.py

# Fifty at once, and any acts in any order, for a thousand seeds; an hour or more. The figures go to docs/reliability.md by hand.
long: $(DEV)
	KIEMDIEM_SEEDS=1000 KIEMDIEM_TEST_ENGINE=postgresql .venv/bin/pytest -s $(LONG)
	KIEMDIEM_SEEDS=200 .venv/bin/pytest -s $(LONG)

lock: $(DEV)
	sh scripts/lock.sh

clean:
	rm -rf .venv build dist out
