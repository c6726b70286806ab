use super::{Call, Effect, Failure, Given, Of, Offered};
use crate::granted::not_opened;
use contract::{Commands, Permission, SaveObservationsRequest, SavedObservations};

/// Values into a series of the user's.
pub(crate) struct ImportSeries;

impl Offered for ImportSeries {
    const NAME: &'static str = "import_series";
    const TITLE: &'static str = "Keep values of a series";
    const DESCRIPTION: &'static str = "Writes values into a series that the user keeps in Forecastle, so that it can be \
        asked about by its title and its forecasts are scored against what comes; a series that isn't there is made. Each value \
        takes the place of what was known of its time. Give the values in place, each with the start of the interval it is \
        of; files of the user's machine are imported in Forecastle itself. Use `predict` instead for numbers that \
        needn't be kept.";
    const PERMISSION: Permission = Permission::Write;
    const EFFECT: Effect = Effect::Overwrites;
    const OF: Of = Of::ItsArguments;
    const OPEN_WORLD: bool = false;
    type Takes = SaveObservationsRequest;
    type Gives = SavedObservations;

    async fn run(
        call: &Call<'_>,
        takes: SaveObservationsRequest,
    ) -> Result<Given<SavedObservations>, Failure> {
        if !call.granted.opens_series(&takes.series.0) {
            return Err(Failure::new(not_opened("That series")));
        }
        call.progress(0.0, "Writing").await;
        let series = takes.series.clone();
        let saved = call.engine.save_observations(takes).await?;
        call.progress(1.0, "Done").await;
        let SavedObservations { inserted, changed, unchanged, doubted } = saved;
        let mut words = format!(
            "{inserted} new values, {changed} changed, {unchanged} as they were, in the series {series}."
        );
        if doubted > 0 {
            words.push_str(&format!(
                " {doubted} are doubtful (out of range, stuck, of the future); they are kept all the same."
            ));
        }
        Ok(Given::reply(words, saved, Vec::new()))
    }
}
