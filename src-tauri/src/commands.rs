//! Every command of the contract as a command of the window, made from the contract's one list.

use crate::{choose, first_paint::FirstPaint, startup::Startup};
use contract::{Commands, Problem, for_each_command};
use tauri::{AppHandle, State};

/// The interface has drawn its first screen.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands arguments over by value")]
pub(crate) fn painted(app: AppHandle, first_paint: State<'_, FirstPaint>) {
    if first_paint.report() {
        app.exit(0);
    }
}

macro_rules! adapt {
    ($($(#[$documentation:meta])* $name:ident($request:ty) -> $response:ty, $permission:ident;)*) => {
        $(
            $(#[$documentation])*
            #[tauri::command]
            async fn $name(startup: State<'_, Startup>, request: $request) -> Result<$response, Problem> {
                startup.engine().await?.$name(request).await
            }
        )*

        /// Answers whatever the interface calls.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![painted, choose::choose_file, choose::choose_new_folder, $($name),*]
        }
    };
}

for_each_command!(adapt);
