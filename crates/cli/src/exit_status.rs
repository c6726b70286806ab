//! How the program ends, for scripts.

use contract::{Problem, ProblemCode};
use std::process::ExitCode;

/// What follows the options in the long help and on the manual page.
pub(crate) const HELP: &str = "\
Exit status:
  0    It was done.
  1    It failed: the data can't be read or written, a file can't be read, nothing can be forecast
       of it. Also when `doctor` or `audit verify` found something wrong.
  2    It wasn't understood: an option, a question, a value. Nothing was done.
  3    What was named isn't there. Nothing was done.
  130  It was interrupted.

With --json a problem is printed on standard output as well, with its code.

Environment:
  FORECASTLE_DATA  The folder that holds your data, where --data doesn't say.
  FORECASTLE_LOG   What to log on standard error: info, debug, engine=debug.
  NO_COLOR         No colours. There are none anyway where the output is no terminal.";

/// A question that wasn't understood; `clap` ends so as well.
pub(crate) const NOT_UNDERSTOOD: u8 = 2;
const NOT_THERE: u8 = 3;

/// How to end with this problem.
pub(crate) fn of(problem: &Problem) -> ExitCode {
    match problem.code {
        ProblemCode::BadRequest => ExitCode::from(NOT_UNDERSTOOD),
        ProblemCode::NotFound => ExitCode::from(NOT_THERE),
        ProblemCode::NotAllowed
        | ProblemCode::Superseded
        | ProblemCode::Data
        | ProblemCode::Import
        | ProblemCode::NoForecast
        | ProblemCode::Internal => ExitCode::FAILURE,
    }
}
