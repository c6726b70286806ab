use std::path::PathBuf;

/// Ask what you intend, and see how likely it is to go well.
#[derive(Debug, clap::Parser)]
#[command(name = "forecastle-window", version)]
pub(crate) struct Arguments {
    #[arg(
        long,
        value_name = "FOLDER",
        help = "Keep the data in this folder instead of the usual one; FORECASTLE_DATA does the same"
    )]
    pub(crate) data: Option<PathBuf>,
    /// Print how long after its start the window was first painted, and close it.
    #[arg(long)]
    pub(crate) print_first_paint: bool,
}
