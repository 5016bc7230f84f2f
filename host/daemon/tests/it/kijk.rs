//! `schakel regels kijk`: a block for every save, without a host.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

const RULE: &str = "triggers/ziekmelding_eerste_contact.rhai";

/// The program, looking at a copy of the shipped rules.
struct Looking {
    child: Child,
    output: BufReader<ChildStdout>,
    rules: PathBuf,
    _folder: TempDir,
}

impl Looking {
    fn new() -> Looking {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = TempDir::new().unwrap();
        let rules = folder.path().join("rules");
        copy(&root.join("rules"), &rules);
        let mut child = Command::new(env!("CARGO_BIN_EXE_schakel"))
            .args(["regels", "kijk"])
            .arg(&rules)
            .arg("--plugins")
            .arg(root.join("plugins"))
            .env_remove("SCHAKEL_HOST")
            .env("SCHAKEL_CONFIG", folder.path().join("schakel.toml"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Looking { child, output, rules, _folder: folder }
    }

    /// The next block, without its last line, which has figures.
    fn block(&mut self) -> String {
        let mut block = String::new();
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "it ended: {block}");
            if line.starts_with("— nagezien in ") {
                let mut empty = String::new();
                self.output.read_line(&mut empty).unwrap();
                return block;
            }
            block.push_str(&line);
        }
    }

    fn save(&self, from: &str, to: &str) {
        let path = self.rules.join(RULE);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn every_save_is_looked_at() {
    let mut looking = Looking::new();
    let first = looking.block();
    assert!(first.contains("tests geslaagd.\nDe tests beproeven "), "{first}");
    assert!(first.contains("Niet vergeleken met gebeurtenissen: "), "{first}");

    let since = Instant::now();
    looking.save("EersteContact", "EersteKontakt");
    let broken = looking.block();
    // A debug build on a busy machine; the aim is a quarter of a second.
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    assert!(broken.contains("bedoelt u `EersteContact`?"), "{broken}");
    assert!(broken.contains("Niet bruikbaar: 2 fouten"), "{broken}");
    assert!(
        broken.ends_with(
            "Wat zij met gebeurtenissen doen, is pas te zien als er niets meer fout is.\n"
        ),
        "{broken}"
    );

    looking.save("EersteKontakt", "EersteContact");
    assert_eq!(looking.block(), first, "mended");
    looking.save("dan: [ nieuwe_taak(\"EersteContact\")", "dan: [ nieuwe_taak(\"PlanSpreekuur\")");
    let failing = looking.block();
    assert!(failing.contains("een verzuim geeft de taak"), "{failing}");
    assert!(
        failing
            .contains("Wat zij met gebeurtenissen doen, is pas te zien als er niets meer fout is."),
        "{failing}"
    );
}
