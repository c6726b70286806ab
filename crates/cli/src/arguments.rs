use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// A forecasting assistant that lives on your own machine.
#[derive(Debug, Parser)]
#[command(name = "forecastle", version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The folder that holds your data
    #[arg(long, global = true, value_name = "DIR", env = "FORECASTLE_DATA", hide_env_values = true)]
    pub(crate) data: Option<PathBuf>,
    /// Print JSON, stable over versions
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask in your own words: forecastle ask "tomorrow's picnic"
    Ask {
        /// What you want to know
        #[arg(required = true, num_args = 1.., value_name = "WORDS")]
        text: Vec<String>,
        /// Ask as of a past moment, using nothing learnt after it: 2013-06-14T18:00
        #[arg(long, value_name = "MOMENT")]
        as_of: Option<String>,
        /// Where, if the words don't say
        #[arg(long, value_name = "NAME")]
        place: Option<String>,
        /// Carry on an earlier question, by its number in the history; the newest without a number
        #[arg(long, value_name = "ID", num_args = 0..=1)]
        #[expect(clippy::option_option, reason = "clap's way to tell a bare option from none")]
        after: Option<Option<i64>>,
        /// Write the charts to a file ending in .svg, .png or .csv
        #[arg(long, value_name = "FILE")]
        chart: Option<PathBuf>,
        /// Draw the charts for a dark page
        #[arg(long)]
        dark: bool,
    },
    /// Show an earlier answer again, with what happened since
    Show {
        /// Its number in the history
        id: i64,
        /// Write the charts to a file ending in .svg, .png or .csv
        #[arg(long, value_name = "FILE")]
        chart: Option<PathBuf>,
        /// Draw the charts for a dark page
        #[arg(long)]
        dark: bool,
    },
    /// List earlier questions, the newest first
    History {
        /// At most this many
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Remove a question with its forecast and outcome
    Forget {
        /// Its number in the history
        id: i64,
    },
    /// Read a file of yours into series, each whole or not at all: CSV, JSON records, Parquet, GHCN-Daily, ISD, USCRN, METAR, EPW,
    /// the databases of Home Assistant and of weather stations, and the plans of a calendar (iCalendar)
    Import {
        /// The file
        file: PathBuf,
        /// Show what was understood and write nothing
        #[arg(long)]
        preview: bool,
        /// What to call the series [default: from the file]
        #[arg(long)]
        title: Option<String>,
        /// The unit of its values [default: from the file]
        #[arg(long)]
        unit: Option<String>,
        /// The time zone of its stamps where they name none [default: this machine's]
        #[arg(long, alias = "zone")]
        time_zone: Option<String>,
        /// A column with values, or a series by its name, when there are several; may be given again
        #[arg(long)]
        column: Vec<String>,
        /// Every series there is
        #[arg(long, conflicts_with = "column")]
        all: bool,
        /// The day comes first in dates such as 03/04/2015
        #[arg(long, conflicts_with = "month_first")]
        day_first: bool,
        /// The month comes first in dates such as 03/04/2015
        #[arg(long)]
        month_first: bool,
        /// Where the station stands, if the file doesn't say: a town, or degrees such as "41.15, -8.61"
        #[arg(long, value_name = "WHERE", allow_hyphen_values = true)]
        at: Option<String>,
    },
    /// List the imports that can be taken back, the newest first
    Imports,
    /// Take imports back: what they wrote over comes to light again
    UndoImport {
        /// Their numbers in the list of imports
        #[arg(required = true, num_args = 1.., value_name = "NUMBER")]
        imports: Vec<i64>,
    },
    /// List what your calendars say is coming and can be asked about
    Plans {
        /// Forget what they say
        #[arg(long)]
        forget: bool,
    },
    /// List what you can do outdoors with what it takes, or load activities of your own
    Activities {
        /// Add or change activities from a JSON file: a list of entries as `--json activities` prints them
        #[arg(long, value_name = "FILE")]
        load: Option<PathBuf>,
        /// Take away an activity of your own, or the changes you made to one
        #[arg(long, value_name = "ID")]
        remove: Option<String>,
    },
    /// List the series you can ask about
    Series,
    /// Look up a place by the beginning of its name
    Places {
        /// The first letters
        #[arg(required = true, num_args = 1..)]
        beginning: Vec<String>,
    },
    /// List your own places, give one a name, or forget one
    Saved {
        /// What you call the place; lists them all when absent
        name: Vec<String>,
        /// Where it is: a town, or degrees north and east such as "41.15, -8.61"
        #[arg(long, value_name = "WHERE", requires = "name", allow_hyphen_values = true)]
        at: Option<String>,
        /// Forget the place
        #[arg(long, requires = "name", conflicts_with = "at")]
        forget: bool,
    },
    /// Show or set where you live
    Home {
        /// The name of the place; shows it when absent
        place: Vec<String>,
    },
    /// Say for which places weather guidance may be asked from the network: none at first
    Guidance {
        #[command(subcommand)]
        change: Option<GuidanceChange>,
    },
    /// Show, use or turn off a language model on this machine for questions that aren't clear
    ///
    /// It is sent the question's text and the names of built-in activities, only when Forecastle can't read a question, and only
    /// at an address of this machine.
    LanguageModel {
        /// What its server calls it: llama3.2; shows what is set when absent
        name: Option<String>,
        /// Where its server listens
        #[arg(long, value_name = "URL")]
        address: Option<String>,
        /// Ask it no more
        #[arg(long, conflicts_with_all = ["name", "address"])]
        off: bool,
    },
    /// Write everything that is yours to a new folder of plain files
    Export {
        /// The folder to make
        folder: PathBuf,
    },
    /// Make a data file of an exported folder, where there is none yet
    Restore {
        /// The exported folder
        folder: PathBuf,
    },
    /// Take in what arrives until interrupted: weather stations, a broker and files, as the settings say
    Listen,
    /// Questions worth a try
    Examples,
    /// What this program is and whose work it builds on
    About,
    /// What is installed, where your data is, how old it is
    Doctor,
    /// Call any command of the contract by name with a JSON request, for scripts
    Call {
        /// Its name, for instance `ask`
        name: String,
        /// The request as JSON; empty when absent
        request: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum GuidanceChange {
    /// Allow it for a place or for all your own places, or change how it is asked
    Allow {
        /// The place; your home when absent
        place: Vec<String>,
        /// For your home and all places of your own
        #[arg(long, conflicts_with = "place")]
        all_my_places: bool,
        /// Decimals of a degree that positions are told with: 2 is about a kilometre
        #[arg(long, value_name = "0-4", value_parser = clap::value_parser!(u8).range(0..=4))]
        decimals: Option<u8>,
        /// Ask this server instead of Open-Meteo's own; empty for theirs
        #[arg(long, value_name = "URL")]
        server: Option<String>,
    },
    /// Ask nothing more for a place, or for none at all; what was received stays
    Off {
        /// The place; all of them when absent
        place: Vec<String>,
    },
    /// Show for which places it is allowed, what leaves this machine, and how old it is
    Status,
}
