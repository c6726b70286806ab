//! What was noticed of how a person asks, shown and forgotten.

use crate::print::Printer;
use contract::{Commands, ForgetHabitsRequest, Nothing, Problem};

/// What to do about it.
pub(crate) struct Change {
    /// Forget one question, or all of them where there are no words.
    pub(crate) forget: Option<Option<String>>,
    /// Notice such things from now on, or don't.
    pub(crate) on: Option<bool>,
}

pub(crate) async fn change(
    commands: &impl Commands,
    change: Change,
    printer: &mut Printer,
) -> Result<(), Problem> {
    if let Some(text) = change.forget {
        commands.forget_habits(ForgetHabitsRequest { text }).await?;
    }
    let mut settings = commands.settings(Nothing {}).await?;
    if let Some(on) = change.on {
        settings.plan_ahead.on = on;
        settings = commands.save_settings(settings).await?;
    }
    printer.habits(&commands.habits(Nothing {}).await?, settings.plan_ahead.on)
}
