//! The program `schakel`: the host itself, and all that one asks of it at a keyboard.
//!
//! # How to read it
//! * `cli.rs`: every command on one screen; `commands/` has one file for each verb.
//! * `config.rs`: schakel.toml, one file for each section.
//! * [`assemble`]: puts store, plugins, rules, engine and server together, in that order.
//! * [`reload`]: rules and plugins that change while the host runs.
//! * `client.rs`: how commands talk to a host that runs.
//! * `demo/`: the story that `schakel demo` tells.
//!
//! **Never here:** no decisions about events, no redb, no Rhai, no wasm.

mod cli;
mod cli_dutch;
mod exit;
mod output;
mod tree;
mod config;
mod beheer_token;
mod intake_schemas;
mod clock;
mod connectors;
mod post;
mod reload;
mod trials;
mod assemble;
mod server;
mod shutdown;
mod telemetry;
mod client;
mod commands;
mod demo;

use std::process::ExitCode;

use output::Output;

fn main() -> ExitCode {
    let cli = match cli_dutch::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(text) => return text.show(),
    };
    let output = Output::new(cli.json);
    match commands::run(&cli, output) {
        Ok(code) => code,
        Err(failure) => {
            output.failure(&failure);
            failure.code()
        }
    }
}
