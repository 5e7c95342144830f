# Chores for those who work on Sotto. Users need only ./run; ./test checks everything.

BIN := .venv/bin
UV = $(or $(shell command -v uv),.uv/bin/uv)
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header

.PHONY: setup lock upgrade lint format types architecture pictures words commands test test-all bench injections bench-pipecat scenarios-web starter starter-env starter-desk starter-llm starter-stt starter-tts starter-turn starter-eval clean

setup: ## environment with the tools
	sh packaging/setup.sh test

lock: ## pin what pyproject.toml asks for, keeping the versions pinned so far
	$(COMPILE) $(LOCKFLAGS) pyproject.toml --override packaging/overrides.txt -o requirements.txt
	$(COMPILE) $(LOCKFLAGS) pyproject.toml --override packaging/overrides.txt --group dev \
		-c requirements.txt -o requirements-dev.txt
	$(COMPILE) $(LOCKFLAGS) packaging/build.in -o packaging/build.txt
	$(COMPILE) $(LOCKFLAGS) packaging/uv.in -o packaging/uv.txt

upgrade: ## pin the newest versions
	$(MAKE) lock LOCKFLAGS=--upgrade

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup
	$(BIN)/mypy

architecture: setup
	$(BIN)/lint-imports --no-logo

pictures: setup ## the pictures of the README, from the tour through the window
	$(BIN)/python packaging/pictures.py

commands: setup ## write docs/commands.md, the reference of all commands
	$(BIN)/python packaging/commands.py

words: setup ## bring the catalogues of translations up to date
	$(BIN)/python packaging/words.py

test:
	./test

test-all:
	./test --all

bench: setup
	$(BIN)/sotto bench all

injections: setup ## attempts to have tools run that nobody asked for, by channel; fails if one does
	$(BIN)/python -m tests.safety.report

# Pipecat needs older protobuf, soxr and soundfile than the lock has; after setup uv has llama.cpp compiled already
BENCH ?= turn
bench-pipecat: setup ## a benchmark with a Pipecat pipeline as another peer, in an environment of its own
	$(UV) venv --quiet --allow-existing --no-project --python $(BIN)/python .venv-pipecat
	CMAKE_ARGS="-DCMAKE_PROJECT_INCLUDE=$(CURDIR)/packaging/llama.cmake" $(UV) pip install --python .venv-pipecat \
		--config-settings-package "llama-cpp-python:cmake.define.SOTTO_RECIPE=$(shell cksum <packaging/llama.cmake | cut -d ' ' -f 1)" \
		--override packaging/overrides.txt --build-constraints packaging/build.txt --group dev --editable '.[pipecat]'
	.venv-pipecat/bin/sotto bench $(BENCH)

# the same for Chainlit, which needs an older mcp than the tests have, and brings eighty packages; TEST=1 tests the page instead of opening it
scenarios-web: setup ## scenarios by hand in a browser, in an environment of its own
	$(UV) venv --quiet --allow-existing --no-project --python $(BIN)/python .venv-web
	CMAKE_ARGS="-DCMAKE_PROJECT_INCLUDE=$(CURDIR)/packaging/llama.cmake" $(UV) pip install --python .venv-web \
		--config-settings-package "llama-cpp-python:cmake.define.SOTTO_RECIPE=$(shell cksum <packaging/llama.cmake | cut -d ' ' -f 1)" \
		--override packaging/overrides.txt --build-constraints packaging/build.txt \
		--constraints requirements.txt --editable '.[web]' $(if $(TEST),pytest pytest-qt pytest-timeout playwright)
	$(if $(TEST),.venv-web/bin/python -m pytest tests/scenarios/test_web.py,.venv-web/bin/sotto scenarios web)

# The starter models are rebuilt from fixed seeds; `make starter STT_MINUTES=60 THREADS=8 WORK=/somewhere` changes the effort.
# Their environment has torch (TORCH=cpu, cu128 and the like, or empty: as the package index has it) and is not the application's.
WORK ?= build/starter
TORCH ?= cpu
THREADS ?= 2
LLM_MINUTES ?= 240
STT_MINUTES ?= 240
TTS_MINUTES ?= 120
TURN_MINUTES ?= 15
STT_SENTENCES ?= 80000
TTS_SENTENCES ?= 5000
WAKE_UTTERANCES ?= 10000
WAKE_MINUTES ?= 12
STT_FLAGS ?=
STARTER ?= models/starter
TRAIN := .venv-train/bin/python -m models.recipes

starter: starter-tts starter-stt starter-turn starter-wake starter-llm ## rebuild the starter models; hours

starter-env: ## environment with torch, for training only
	sh models/recipes/setup.sh $(TORCH)

starter-llm: starter-env
	mkdir -p $(STARTER)/llm
	$(TRAIN).llm.train --work $(WORK)/llm --minutes $(LLM_MINUTES) --threads $(THREADS)
	$(TRAIN).llm.export --work $(WORK)/llm $(STARTER)/llm/starter.gguf

# what the tools say comes from the application, so the dialogues are made in its environment
DESK_DIALOGUES ?= 12000
DESK_MINUTES ?= 60
starter-desk: setup starter-env ## the adapter of the service desk
	$(BIN)/python -m models.recipes.desk.generate --work $(WORK)/desk --count $(DESK_DIALOGUES)
	$(TRAIN).desk.train --work $(WORK)/desk --minutes $(DESK_MINUTES) --threads $(THREADS) $(STARTER)/adapters/service-desk.gguf

starter-stt: starter-env
	$(TRAIN).stt.generate --work $(WORK)/stt --name test-known --first 9000000 --count 200
	$(TRAIN).stt.generate --work $(WORK)/stt --name test-awb --first 9100000 --count 80 --held-out awb
	$(TRAIN).stt.generate --work $(WORK)/stt --name train --count $(STT_SENTENCES) --processes $(THREADS) \
		--voice $(STARTER)/tts/starter.onnx $(if $(SOTTO_SPEECH),--digits $(SOTTO_SPEECH)/digits) $(STT_FLAGS)
	$(TRAIN).stt.train --work $(WORK)/stt --minutes $(STT_MINUTES) --threads $(THREADS)
	$(TRAIN).stt.export --work $(WORK)/stt $(STARTER)/stt

# on the recogniser's sentences
starter-turn: starter-env
	$(TRAIN).turn.train --work $(WORK)/stt --minutes $(TURN_MINUTES) --threads $(THREADS) $(STARTER)/turn/starter.onnx

starter-wake: starter-env
	$(TRAIN).wake.generate --work $(WORK)/wake --name test --held-out --first 1000000 --count 1500
	$(TRAIN).wake.generate --work $(WORK)/wake --count $(WAKE_UTTERANCES) --voice $(STARTER)/tts/starter.onnx \
		$(if $(SOTTO_SPEECH),--digits $(SOTTO_SPEECH)/digits)
	$(TRAIN).wake.train --work $(WORK)/wake --minutes $(WAKE_MINUTES) --threads $(THREADS) $(STARTER)/wake/starter.onnx

starter-tts: starter-env
	mkdir -p $(STARTER)/tts
	$(TRAIN).tts.generate --work $(WORK)/tts --count $(TTS_SENTENCES) --processes $(THREADS)
	$(TRAIN).tts.train --work $(WORK)/tts --minutes $(TTS_MINUTES) --threads $(THREADS)
	$(TRAIN).tts.export --work $(WORK)/tts $(STARTER)/tts/starter.onnx

# SOTTO_SPEECH=FOLDER adds real speech: digits/{digit}_{speaker}_{take}.wav and jfk.flac. EVAL_FLAGS="--limit 20" is quick.
PART ?= all
REPORT ?= docs/starter-report
EVAL_FLAGS ?=

starter-eval: setup ## what the starter models are worth, on data that no training saw; minutes
	$(UV) pip install --quiet --python .venv -r models/evaluation/requirements.txt || echo "going on without PocketSphinx"
	$(BIN)/python -m models.evaluation $(PART) --report $(REPORT) $(EVAL_FLAGS)

clean: ## everything that ./run and ./test made
	rm -rf .venv .venv-train .venv-pipecat .venv-web .uv .setup.log build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find desktop tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
