//! Kills a program in the middle of its work, to see what it leaves behind.
//!
//! A test starts its own binary anew as a child that runs one other test only, its *role*. The role acknowledges on
//! standard output each thing that is durable, one a line; the parent collects the lines and kills the child (on
//! Unix by SIGKILL, the `kill -9` of a shell) when its time has come. What was acknowledged must be there afterwards.

use std::{
    env,
    ffi::OsStr,
    hash::{BuildHasher as _, RandomState},
    io::{self, BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const MARK: &str = "acknowledged: ";
const CHILD: &str = "FORECASTLE_TEST_CHILD";

/// Whether this is a child. A role ends at once where it isn't: then it was started as an ordinary test.
pub(crate) fn is_child() -> bool {
    env::var_os(CHILD).is_some()
}

/// Tells the parent that something is durable. Past the test framework, which keeps what is printed to itself.
pub(crate) fn acknowledge(what: &str) {
    let line = format!("{MARK}{what}\n");
    // One write, so that the lines of two threads don't mingle. With the parent gone there is nobody to tell.
    let _ = io::stdout().lock().write_all(line.as_bytes()).and_then(|()| io::stdout().flush());
}

/// A moment between nothing and `longest` from now.
pub(crate) fn random_delay(longest: Duration) -> Duration {
    longest.mul_f64(RandomState::new().hash_one(Instant::now()) as f64 / u64::MAX as f64)
}

/// Starts the test `role` of this binary as a child, kills it after `delay`, and gives what it had acknowledged.
pub(crate) fn kill_after(role: &str, variables: &[(&str, &OsStr)], delay: Duration) -> Vec<String> {
    let mut child = Command::new(env::current_exe().expect("a running program has a file"))
        .args([role, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, "1")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a test binary can be started again");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    // Read while it runs: a full pipe would make it wait.
    let collector = thread::spawn(move || {
        let lines = lines.map_while(Result::ok);
        // The framework writes `test NAME ... ` without a line's end before the first.
        let acknowledged = lines.filter_map(|line| line.split_once(MARK).map(|(_, what)| what.to_owned()));
        acknowledged.collect::<Vec<String>>()
    });
    thread::sleep(delay);
    let ended = child.try_wait().expect("our own child");
    assert!(ended.is_none(), "the role ended by itself: {ended:?}");
    child.kill().expect("our own child");
    child.wait().expect("our own child");
    collector.join().expect("reading lines doesn't panic")
}
