# What there is to do here. `make` or `make help` lists it.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help demo demo-stop test dev-up dev-api dev-worker grpc-logs lint typecheck build proto bench faults eval

nx := node_modules/.bin/nx

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## API and two workers on a real git history (REPO=/path AUTHOR=email), left running
	@REPO='$(REPO)' AUTHOR='$(AUTHOR)' scripts/demo.sh
demo-stop: ## end what demo left running
	@scripts/demo-stop.sh

test: ## every test, with coverage; installs what is missing
	@scripts/test.sh

dev-up: ## PostgreSQL and Redis for development, until Ctrl-C
	@scripts/dev-up.sh
dev-api: ## the API from its sources, restarted on change
	@scripts/dev-serve.sh api
dev-worker: ## a worker from its sources, restarted on change
	@scripts/dev-serve.sh worker
grpc-logs: ## follow each RPC of dev-api: method, peer, status, time
	@node scripts/grpc-logs.mjs .data/api.log

lint: node_modules ## eslint, prettier, buf lint
	@$(nx) run-many -t lint && node_modules/.bin/prettier --check . && node_modules/.bin/buf lint
typecheck: node_modules ## tsc over every project
	@$(nx) run-many -t typecheck
build: node_modules ## dist/apps/{api,worker,cli}/main.js
	@$(nx) run-many -t build
proto: node_modules ## generate libs/proto-gen from proto/
	@node_modules/.bin/buf generate

bench: node_modules ## our dispatch beside other queues
	@npm run --silent bench
faults: node_modules ## the fault matrix
	@npm run --silent faults
eval: node_modules ## insights and reports against logs with planted truths
	@npm run --silent eval

node_modules: package-lock.json
	@npm ci --no-audit --no-fund && touch node_modules
