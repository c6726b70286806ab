use crate::{exit_status, serve::ServeArguments};
use clap::{Parser, Subcommand};
use domain::{LocalOffset, Permission, Variable};
use std::path::PathBuf;

/// A forecasting assistant that lives on your own machine.
#[derive(Debug, Parser)]
#[command(name = "forecastle", version, about, max_term_width = 100, after_long_help = exit_status::HELP)]
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

#[expect(clippy::large_enum_variant, reason = "there is one of them, made when the program starts")]
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
        /// Where, in place of what the words say
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
    /// Show how the forecasts did: how often things happened that were given a chance, and how much better than guessing
    Record {
        /// Asked about this place only
        #[arg(long, value_name = "NAME")]
        place: Option<String>,
        /// For this only: picnic, weather, the title of a series
        #[arg(long, value_name = "NAME")]
        activity: Option<String>,
        /// Of this only: temperature, rain, wind, the title of a series
        #[arg(long, value_name = "NAME")]
        variable: Option<String>,
        /// Issued from this day on: 2026-05-01
        #[arg(long, value_name = "DAY")]
        since: Option<String>,
        /// What was asked as of moments of the past, in place of what was issued live
        #[arg(long)]
        as_of: bool,
        /// The most past questions to list
        #[arg(long, default_value_t = 20)]
        limit: u32,
        /// Write the charts to this folder, as SVG
        #[arg(long, value_name = "FOLDER")]
        charts: Option<PathBuf>,
        /// Draw the charts for a dark page
        #[arg(long)]
        dark: bool,
    },
    /// Ask about a stretch of the past day by day, with what was known then; learns as it goes and ends in the record
    Replay {
        /// A place or a series
        of: String,
        /// The first day: 2013-03-02
        #[arg(long, value_name = "DAY")]
        from: String,
        /// The last day
        #[arg(long, value_name = "DAY")]
        to: String,
        /// What to ask each day, as often as wanted, in place of what suits the place or series
        #[arg(long = "ask", value_name = "QUESTION")]
        questions: Vec<String>,
    },
    /// Say how it went: forecastle went 12 fine
    #[command(alias = "outcome")]
    Went {
        /// Its number in the history
        id: i64,
        /// fine, badly, an amount in the unit of the answer, or undo
        #[arg(allow_hyphen_values = true)]
        how: String,
    },
    /// List changes of what activities take, proposed from how they went; nothing changes until it is accepted
    Proposals {
        /// Make the change at this place of the list
        #[arg(long, value_name = "N", conflicts_with = "decline")]
        accept: Option<usize>,
        /// Leave it as it is
        #[arg(long, value_name = "N")]
        decline: Option<usize>,
    },
    /// Erase all that has to do with a place, or everything, for good
    Erase {
        /// The name of the place, as in your questions
        #[arg(
            long,
            value_name = "NAME",
            required_unless_present = "everything",
            conflicts_with = "everything"
        )]
        place: Option<String>,
        /// Its number, where there is something of several places of that name
        #[arg(long, value_name = "NUMBER", requires = "place")]
        id: Option<u32>,
        /// Questions, places, series, what was learnt, settings
        #[arg(long, requires = "sure")]
        everything: bool,
        /// You are sure
        #[arg(long)]
        sure: bool,
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
        /// The unit that its numbers are in, whatever the file says [default: from the file]
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
        ///
        /// Or a height above either: "400 m higher than Braga".
        #[arg(long, value_name = "WHERE", requires = "name", allow_hyphen_values = true)]
        at: Option<String>,
        /// Its height above the sea: temperatures of records elsewhere are taken to it
        #[arg(long, value_name = "METRES", requires = "name", allow_hyphen_values = true)]
        elevation: Option<f64>,
        /// Its height above the town, where that above the sea isn't known
        #[arg(
            long,
            value_name = "METRES",
            requires = "name",
            allow_hyphen_values = true,
            conflicts_with = "elevation"
        )]
        higher_by: Option<f64>,
        /// What its weather differs by besides, such as temperature=-1.5: temperature and dew-point in °C, humidity in %, pressure in
        /// hPa, wind and gusts in m/s; may be given again
        #[arg(long, value_name = "VARIABLE=NUMBER", requires = "name", value_parser = offset)]
        offset: Vec<LocalOffset>,
        /// Forget the place
        #[arg(long, requires = "name", conflicts_with_all = ["at", "elevation", "higher_by", "offset"])]
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
    /// Be told when a chance crosses a level: forecastle watch "rain on Saturday rises above 40 %"
    Watch {
        /// What to watch, and when to tell
        #[arg(required = true, num_args = 1.., value_name = "WORDS")]
        text: Vec<String>,
        /// Where, in place of what the words say
        #[arg(long, value_name = "NAME")]
        place: Option<String>,
    },
    /// List what is watched and how it stands, or change it
    Watches {
        #[command(subcommand)]
        change: Option<WatchesChange>,
    },
    /// Take in what arrives until interrupted: weather stations, a broker and files, as the settings say; tells what is watched
    Listen,
    /// Carry a history on: cat load.csv | forecastle predict --horizon 48
    ///
    /// A value a line, the oldest first; or a time, a comma and a value. Standard output has a line for each step ahead.
    Predict {
        /// The file; standard input when absent
        file: Option<PathBuf>,
        /// How many steps ahead
        #[arg(long, default_value_t = 30)]
        horizon: u32,
        /// What kind of quantity it is: weather, financial, traffic, energy, sales, general, or one expert
        #[arg(long, default_value = "auto")]
        model: String,
        /// The distance between two values, such as 15m, 1h, 1d, 1mo; told from the times or the values when absent
        #[arg(long)]
        step: Option<String>,
        /// The IANA zone of times without one; UTC when absent
        #[arg(long)]
        time_zone: Option<String>,
        /// The unit of the values: it helps to tell what they are
        #[arg(long)]
        unit: Option<String>,
    },
    /// Print the script that completes commands in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
    /// Serve an assistant on this machine over the Model Context Protocol, on standard input and output, until it closes them
    ///
    /// Give an assistant `forecastle mcp` as the command of a server. It may ask, read and change, but not see to settings or files.
    Mcp,
    /// Answer other programs over HTTP until interrupted; its page is at /docs
    Serve(ServeArguments),
    /// List the tokens by which other programs are let in, make one or revoke one
    Tokens {
        #[command(subcommand)]
        change: Option<TokensChange>,
    },
    /// Show what other programs did, the newest first, or check that the log of it is as it was written
    Audit {
        #[command(subcommand)]
        change: Option<AuditChange>,
        /// The most entries
        #[arg(long, default_value_t = 20)]
        limit: u32,
        /// Those before this entry
        #[arg(long, value_name = "NUMBER")]
        before: Option<i64>,
        /// Those with these words in who did it or in the command
        #[arg(long, value_name = "WORDS")]
        find: Option<String>,
        /// Those that ended so: done, refused, failed
        #[arg(long, value_parser = ["done", "refused", "failed"])]
        outcome: Option<String>,
    },
    /// List other programs that you have connected as sources of values or appointments, or change them: off until you turn it on
    Sources {
        #[command(subcommand)]
        change: Option<SourcesChange>,
    },
    /// Show which questions you ask regularly, or forget that; they are worked out before you ask
    Habits {
        /// Forget what was noticed of this question, in the words in which it is listed
        #[arg(long, value_name = "WORDS")]
        forget: Option<String>,
        /// Forget all that was noticed
        #[arg(long, conflicts_with = "forget")]
        forget_all: bool,
        /// Notice nothing any more, and work nothing out before it is asked
        #[arg(long)]
        off: bool,
        /// Notice it again
        #[arg(long, conflicts_with = "off")]
        on: bool,
    },
    /// Questions worth a try, those that you ask regularly first
    Examples,
    /// What this program is and whose work it builds on
    About,
    /// What is installed, where your data is, how old it is
    Doctor,
    /// Call any command of the contract by name with a JSON request, for scripts: forecastle call ask '{"text": "picnic tomorrow"}'
    Call {
        /// Its name, for instance `ask`
        #[arg(value_name = "COMMAND", required_unless_present = "list")]
        name: Option<String>,
        /// The request as JSON, or - to read it from standard input; empty when absent
        #[arg(value_name = "JSON")]
        request: Option<String>,
        /// List every command, what another program must be allowed for it, and what it does
        #[arg(long, conflicts_with = "name")]
        list: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourcesChange {
    /// List them, and how each does
    List,
    /// Allow connected programs to be started and addresses to be called
    On,
    /// Allow none of it any more
    Off,
    /// Connect to a server of the Model Context Protocol and list what it offers
    Look {
        #[command(flatten)]
        reached: Reached,
    },
    /// Ask a server once and show how its answer would be read; nothing is kept
    Preview {
        #[command(flatten)]
        asked: Asked,
        #[command(flatten)]
        reached: Reached,
    },
    /// Keep a server as a source: it is asked once, and how its answer is read is kept
    Add {
        /// What to call it
        name: String,
        /// How many minutes lie between two askings, 5 at least; only when you say so when absent
        #[arg(long, value_name = "MINUTES")]
        every: Option<u32>,
        /// It may be asked from now on
        #[arg(long)]
        on: bool,
        #[command(flatten)]
        asked: Asked,
        #[command(flatten)]
        reached: Reached,
    },
    /// Let one be asked
    Start {
        /// Its number in the list
        id: i64,
    },
    /// Have one asked no more
    Stop {
        /// Its number in the list
        id: i64,
    },
    /// Set how often one is asked
    Every {
        /// Its number in the list
        id: i64,
        /// How many minutes lie between two askings, 5 at least; 0 for only when you say so
        minutes: u32,
    },
    /// Ask one now and take in what it says
    Fetch {
        /// Its number in the list
        id: i64,
    },
    /// Remove one with the appointments it told; its series stay
    Remove {
        /// Its number in the list
        id: i64,
    },
}

/// How a server is reached.
#[derive(Debug, clap::Args)]
pub(crate) struct Reached {
    /// The address of a server that is called over HTTP
    #[arg(long, value_name = "URL", conflicts_with = "command")]
    pub(crate) url: Option<String>,
    /// What proves to it who asks
    #[arg(long, requires = "url")]
    pub(crate) token: Option<String>,
    /// What is set in the environment of a program, such as a key it asks for; may be given again
    #[arg(long, value_name = "NAME=VALUE", value_parser = named_value)]
    pub(crate) env: Vec<(String, String)>,
    /// The command that starts a server on this machine, behind --
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}

/// What is asked of a server and how the answer is read.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// The tool to call
    #[arg(long, value_name = "NAME", conflicts_with = "resource")]
    pub(crate) tool: Option<String>,
    /// What the tool is told, as a JSON object
    #[arg(long, value_name = "JSON", requires = "tool")]
    pub(crate) arguments: Option<String>,
    /// The resource to read
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) resource: Option<String>,
    /// Where in the answer the rows stand, such as /hourly [default: where most are]
    #[arg(long, value_name = "POINTER")]
    pub(crate) path: Option<String>,
    /// A column with values; may be given again [default: all that look like it]
    #[arg(long)]
    pub(crate) column: Vec<String>,
    /// What to call the series, where it is one
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// The unit that the numbers are in
    #[arg(long)]
    pub(crate) unit: Option<String>,
    /// The time zone of times that name none [default: this machine's]
    #[arg(long, alias = "zone")]
    pub(crate) time_zone: Option<String>,
    /// Read appointments: the field with their title
    #[arg(long, value_name = "FIELD", requires = "start_field")]
    pub(crate) title_field: Option<String>,
    /// The field with their beginning
    #[arg(long, value_name = "FIELD", requires = "title_field")]
    pub(crate) start_field: Option<String>,
    /// The field with their end
    #[arg(long, value_name = "FIELD", requires = "title_field")]
    pub(crate) end_field: Option<String>,
    /// The field with their place
    #[arg(long, value_name = "FIELD", requires = "title_field")]
    pub(crate) location_field: Option<String>,
}

/// `KEY=secret`
fn named_value(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it like KEY=secret")?;
    Ok((name.to_owned(), value.to_owned()))
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokensChange {
    /// Make a token; it is printed this once
    Create {
        /// Whom it is for
        #[arg(required = true, num_args = 1..)]
        name: Vec<String>,
        /// What it allows: predict, ask, read, write, admin
        #[arg(long, required = true, value_delimiter = ',', value_parser = permission)]
        may: Vec<Permission>,
        /// A series that it opens, and none but those named; may be given again
        #[arg(long, value_name = "ID")]
        series: Vec<String>,
        /// A place that it lets ask about, and none but those named; may be given again
        #[arg(long, value_name = "NAME")]
        place: Vec<String>,
        /// A model that it opens, and none but those named; may be given again
        #[arg(long, value_name = "ID")]
        model: Vec<String>,
        /// After how many days it opens nothing any more
        #[arg(long)]
        days: Option<u32>,
    },
    /// Have a token open nothing any more
    Revoke {
        /// Its number in the list
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditChange {
    /// Check that every entry follows from the one before it
    Verify,
}

/// `read`
fn permission(text: &str) -> Result<Permission, String> {
    let known = Permission::ALL.into_iter().find(|known| known.name() == text.trim());
    known.ok_or_else(|| "it is predict, ask, read, write or admin".to_owned())
}

#[derive(Debug, Subcommand)]
pub(crate) enum WatchesChange {
    /// Look at a watch no more for now
    Pause {
        /// Its number in the list
        id: i64,
    },
    /// Look at a paused watch again
    Resume {
        /// Its number in the list
        id: i64,
    },
    /// Remove a watch with what it told
    Remove {
        /// Its number in the list
        id: i64,
    },
    /// Look at every watch now and tell what has happened
    Check,
    /// List what has been told, the newest first
    Log,
    /// Show or set the hours in which nothing is told: what happens in them is told after
    Quiet {
        /// The hour they begin
        #[arg(value_parser = clap::value_parser!(u8).range(0..=23))]
        from: Option<u8>,
        /// The hour they end
        #[arg(value_parser = clap::value_parser!(u8).range(0..=23))]
        to: Option<u8>,
        /// Have none
        #[arg(long, conflicts_with_all = ["from", "to"])]
        off: bool,
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
        /// Ask this server for one interface: forecast, ensemble, archive, previous-runs or air-quality, as in
        /// air-quality=http://localhost:8081; empty behind the = for none. May be given again
        #[arg(long, value_name = "INTERFACE=URL")]
        interface_server: Vec<String>,
    },
    /// Ask nothing more for a place, or for none at all; what was received stays
    Off {
        /// The place; all of them when absent
        place: Vec<String>,
    },
    /// Show for which places it is allowed, what leaves this machine, and how old it is
    Status,
}

/// `temperature=-1.5`
fn offset(text: &str) -> Result<LocalOffset, String> {
    let (name, number) = text.split_once('=').ok_or("write it like temperature=-1.5")?;
    let variable = match name.trim() {
        "temperature" => Variable::Temperature,
        "dew-point" => Variable::DewPoint,
        "humidity" => Variable::RelativeHumidity,
        "pressure" => Variable::Pressure,
        "wind" => Variable::WindSpeed,
        "gusts" => Variable::WindGust,
        _ => {
            return Err(
                "the variable is temperature, dew-point, humidity, pressure, wind or gusts".to_owned()
            );
        }
    };
    let offset = number.trim().parse().map_err(|_| format!("{number} is no number"))?;
    Ok(LocalOffset { variable, offset })
}
