use crate::{Change, Problem, for_each_command};
use std::path::Path;
use ts_rs::{Config, TS};

/// Why the TypeScript types could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the TypeScript types can't be written, check that the folder is writable: {0}")]
pub struct ExportError(#[from] ts_rs::ExportError);

/// What goes in and what comes out.
#[derive(TS)]
#[expect(dead_code, reason = "exists as a type only: TypeScript is generated from it")]
struct Exchange<Request, Response> {
    /// What goes in.
    request: Request,
    /// What comes out.
    response: Response,
}

macro_rules! declare_surface {
    ($($(#[$documentation:meta])* $name:ident($request:ty) -> $response:ty, $permission:ident;)*) => {
        /// Every command by name.
        #[derive(TS)]
        #[ts(rename = "Commands")]
        #[expect(dead_code, reason = "exists as a type only: TypeScript is generated from it")]
        struct Surface {
            $($(#[$documentation])* $name: Exchange<$request, $response>,)*
        }
    };
}

for_each_command!(declare_surface);

/// Writes a TypeScript file per type into `folder`; `Commands.ts` maps every command to its request and response.
///
/// # Errors
/// When a type can't be generated or the folder can't be written.
pub fn export_typescript(folder: &Path) -> Result<(), ExportError> {
    let config = Config::new().with_out_dir(folder).with_large_int("number");
    Surface::export_all(&config)?;
    Problem::export_all(&config)?;
    Change::export_all(&config)?;
    Ok(())
}
