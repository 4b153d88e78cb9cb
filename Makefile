.DEFAULT_GOAL := help
.PHONY: help setup build test demo bench format lint clean

# What ships. A plugin is PRODUCT:NAME: the library product of Package.swift and the file that the agent finds.
PROGRAMS := beckon beckon-broker beckon-agent beckon-executor-host beckon-swarm
PLUGINS := Shell:shell

SOURCES := Sources Tests Plugins $(wildcard examples) Package.swift
RELEASE := -c release --static-swift-stdlib -Xlinker -s

help: ## Say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 14

setup: ## Install what is missing (Debian packages; Swift must be on PATH)
	@scripts/setup

build: setup ## Build release programs in .build/release and plugins in .build/release/plugins
	@for product in $(PROGRAMS) $(foreach plugin,$(PLUGINS),$(firstword $(subst :, ,$(plugin)))); do \
		echo "building $$product"; swift build $(RELEASE) --product "$$product" || exit 1; \
	done
	@install -d -m 0755 .build/release/plugins
	@for plugin in $(PLUGINS); do \
		install -m 0755 ".build/release/lib$${plugin%%:*}.so" ".build/release/plugins/$${plugin##*:}.so" || exit 1; \
	done

test: setup ## Build everything for debugging and pass the tests
	swift build --build-tests
	swift test

demo: build ## Run the main job on this machine: a broker, three agents, every kind of result
	@scripts/demo

bench: build ## Measure (docs/performance.md); needs python3
	@scripts/bench

format: ## Format the sources
	swift format -i -r $(SOURCES)

lint: ## Check the format of the sources
	swift format lint --strict -r $(SOURCES)

clean: ## Remove what was built
	rm -rf .build
