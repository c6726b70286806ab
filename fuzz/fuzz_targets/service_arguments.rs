//! Any path, query and body for any command of the HTTP API: nothing panics, and what is refused says which field it is about.

#![no_main]

use api::{Arguments, ROUTES};
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    command: u8,
    path: &'a str,
    query: Option<&'a str>,
    body: &'a [u8],
}

static COMMANDS: LazyLock<Vec<Arguments>> = LazyLock::new(|| {
    let all = ROUTES.iter().map(|route| Arguments::of(route.command).expect("every route is of a command"));
    all.collect()
});

fuzz_target!(|input: Input<'_>| {
    let index = usize::from(input.command) % ROUTES.len();
    let route = &ROUTES[index];
    let path: Vec<_> = route.path_fields().map(|name| (name.to_owned(), input.path.to_owned())).collect();
    match COMMANDS[index].read(&path, input.query, input.body) {
        Ok(request) => {
            assert!(request.is_object());
            // What the command itself makes of it.
            let _refused = contract::read(route.command, request);
        }
        Err(problem) => assert!(problem.field.is_some() || !problem.detail.is_empty(), "{problem}"),
    }
});
