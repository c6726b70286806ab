//! How fast files are read: `cargo run --release -p context --example import -- FILE [COLUMN...]`, or `--make MB FILE` to
//! write a table of minutes of that many megabytes.

use context::import::{Surroundings, open};
use domain::{ImportOptions, SeriesChoice};
use jiff::{Timestamp, Zoned};
use std::{
    error::Error,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    time::Instant,
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--make", megabytes, path] => make(megabytes.parse()?, Path::new(path)),
        [path, columns @ ..] => measure(Path::new(path), columns),
        [] => Err("name a file".into()),
    }
}

fn make(megabytes: usize, path: &Path) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut written = file.write(b"time,power (W),voltage (V)\n")?;
    let start = "2000-01-01T00:00Z".parse::<Timestamp>()?.as_second();
    let mut row = 0_i64;
    while written < megabytes * 1_000_000 {
        let time = Timestamp::from_second(start + row * 20)?.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let line = format!("{time},{}.{:02},{}.{}\n", 200 + row % 1777, row % 97, 228 + row % 5, row % 10);
        written += file.write(line.as_bytes())?;
        row += 1;
    }
    file.flush()?;
    writeln!(std::io::stdout(), "{row} rows")?;
    Ok(())
}

fn measure(path: &Path, columns: &[&str]) -> Result<(), Box<dyn Error>> {
    let series = columns
        .iter()
        .map(|column| SeriesChoice { column: (*column).to_owned(), ..SeriesChoice::default() })
        .collect();
    let options = ImportOptions { all: columns.is_empty(), series, ..ImportOptions::default() };
    let begun = Instant::now();
    let mut reading = open(path, &options, &Surroundings::at(Zoned::now()))?.read()?;
    let opened = begun.elapsed();
    let mut sum = 0.0;
    for incoming in reading.by_ref() {
        sum += incoming?.1.value;
    }
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "shown only")]
    let values = reading.observations() as f64;
    writeln!(
        std::io::stdout(),
        "{values} values of {} series in {seconds:.2} s ({:.0} a second; opened in {:.0} ms); sum {sum}",
        reading.infos().len(),
        values / seconds,
        opened.as_secs_f64() * 1e3,
    )?;
    for note in reading.notes() {
        writeln!(std::io::stdout(), "  {note}")?;
    }
    Ok(())
}
