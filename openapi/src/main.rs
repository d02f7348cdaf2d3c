//! Writes the committed document, or with `--check` says whether it is fresh.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = [
        (folder.join("openapi.json"), sanhui::app::document().bytes()),
        (folder.join("problems.md"), sanhui::problem::table()),
    ];
    let check = std::env::args().any(|argument| argument == "--check");
    for (path, fresh) in files {
        if check {
            if std::fs::read_to_string(&path).ok().as_deref() != Some(fresh.as_str()) {
                eprintln!("{} is stale; run `cargo run -p openapi`", path.display());
                return ExitCode::FAILURE;
            }
        } else if let Err(error) = std::fs::write(&path, fresh) {
            eprintln!("{} can't be written: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
