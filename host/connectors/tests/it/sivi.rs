//! The real connector for SIVI as a component, within the real limits: messages that are right, and
//! messages that are far too large somewhere.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use host_connectors::{Blobs, Library, Limits, Places, Plugin};
use sdk_connector::kinds;
use sdk_connector::protocol::{
    Blob, Call, Claim, Document, Intake, Level, Progress, Receive, Received,
};

use crate::guests::built;

fn plugin() -> &'static Arc<Plugin> {
    static PLUGIN: OnceLock<Arc<Plugin>> = OnceLock::new();
    PLUGIN.get_or_init(|| {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("sivi");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("plugin.toml"), include_str!("../../../../plugins/sivi/plugin.toml"))
            .unwrap();
        let places = Places {
            plugins: root.path().to_owned(),
            built: Some(built().to_owned()),
            cache: PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plugins"),
        };
        let library = Library::open(&places, &Limits::default()).unwrap();
        assert!(library.problems().is_empty(), "{:?}", library.problems());
        library.plugin("sivi").unwrap()
    })
}

/// A message with something in its middle, so many times; it is never in memory as a whole.
struct Repeated {
    before: Vec<u8>,
    middle: Vec<u8>,
    times: usize,
    after: Vec<u8>,
}

impl Repeated {
    fn length(&self) -> usize {
        self.before.len() + self.middle.len() * self.times + self.after.len()
    }
}

impl Blobs for Repeated {
    fn read(&self, _: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::with_capacity(length as usize);
        let mut at = offset as usize;
        while bytes.len() < length as usize && at < self.length() {
            let within = at.saturating_sub(self.before.len());
            let piece = if at < self.before.len() {
                &self.before[at..]
            } else if within < self.middle.len() * self.times {
                &self.middle[within % self.middle.len()..]
            } else {
                &self.after[within - self.middle.len() * self.times..]
            };
            let taken = piece.len().min(length as usize - bytes.len());
            bytes.extend_from_slice(&piece[..taken]);
            at += taken;
        }
        Ok(bytes)
    }
}

const HEADER: &str = "<Verzuimmeldingen><BrAlg><BrCd>00100</BrCd><VnrBrCd>00010</VnrBrCd>\
    <AandatBr>2026-03-02</AandatBr><AantijdBr>08:30:00</AantijdBr><IdInzndr>P</IdInzndr>\
    <GebrSwPakket>P</GebrSwPakket><IdOntvngr>S</IdOntvngr><Berrefnr>VI-1</Berrefnr>\
    <TestJN>N</TestJN><OntvngstbevJN>N</OntvngstbevJN></BrAlg>\n";

const EMPLOYER: &str = "<Wrkgvr><HndlsnmOrg>Bakkerij</HndlsnmOrg>\
    <IdWrkgvrArbdnst>100200</IdWrkgvrArbdnst>\
    <AansltnrGeguitwlngArbdnst>6431</AansltnrGeguitwlngArbdnst>\n";

const EMPLOYEE: &str = "<Wrknmr><SofiNr>12345672</SofiNr><Gebdat>1980-02-29</Gebdat>\
    <SignNm>Zandstra</SignNm><Voorl>F.</Voorl><NmvrkrCd>01</NmvrkrCd><GslchtCd>V</GslchtCd>\
    <IdWrknmr>WN1</IdWrknmr><Dnstvbnd><IdDnstvbnd>DV</IdDnstvbnd><Ingdat>2015-04-01</Ingdat>\
    <OrgeenhCd>100</OrgeenhCd><Vrzm><VrwrkCd>02</VrwrkCd><IngdatMutVrzm>2026-03-02</IngdatMutVrzm>\
    <VrzmgvlId>VZ1</VrzmgvlId><VrzmgvlVnrMld>1</VrzmgvlVnrMld><EndVrzmJN>N</EndVrzmJN>\
    <DatEerstVrzmdg>2026-03-02</DatEerstVrzmdg><PrcVrzm>100.00</PrcVrzm>\
    <OorzkVrzmCd>99</OorzkVrzmCd><VngntJN>N</VngntJN></Vrzm></Dnstvbnd></Wrknmr>\n";

/// What became of a message: the steps it took, its records, and its dropped ones in words.
struct Read {
    steps: usize,
    records: usize,
    dropped: Vec<String>,
}

/// Reads a message to its end. No step may fail.
fn read(before: &str, middle: &str, times: usize, after: &str) -> Read {
    let message = Repeated {
        before: [HEADER, before].concat().into(),
        middle: middle.into(),
        times,
        after: [after, "</Verzuimmeldingen>"].concat().into(),
    };
    let body = Blob { handle: 1, length: message.length() as u64, sha256: String::new() };
    let request = Receive { content_type: String::new(), body };
    let mut call = Call {
        id: "call-1".into(),
        request: Document::of(kinds::RECEIVE, 1, &request),
        settings: "{}".into(),
        state: Vec::new(),
        now_ms: 1_772_442_000_000,
        seed: 7,
    };
    let message = Arc::new(message);
    let mut came = Read { steps: 0, records: 0, dropped: Vec::new() };
    let mut replies = Vec::new();
    loop {
        came.steps += 1;
        assert!(came.steps <= plugin().limits().steps);
        let step = plugin().step(&call, Arc::clone(&message) as Arc<dyn Blobs>, &replies);
        let result = step.result.unwrap_or_else(|fault| panic!("step {}: {fault}", came.steps));
        match result.progress {
            Progress::Waiting => replies = vec![Document::of(kinds::CLAIM_MESSAGE, 1, &Claim::New)],
            Progress::Continue(chunk) => {
                keep(&mut came, &chunk.intakes);
                (call.state, replies) = (chunk.state, Vec::new());
            }
            Progress::Done(outcome) => match outcome.read().unwrap() {
                Received::Read { intakes, .. } => {
                    keep(&mut came, &intakes);
                    return came;
                }
                other => panic!("{other:?}"),
            },
            Progress::Fault(text) => panic!("{text}"),
        }
    }
}

fn keep(came: &mut Read, intakes: &[Document]) {
    came.records += intakes.len();
    for document in intakes {
        let intake: Intake = document.read().unwrap();
        let fatal = intake.problems.iter().filter(|problem| problem.level == Level::Uitval);
        came.dropped.extend(
            fatal.map(|problem| format!("{}: {} {}", intake.place, problem.field, problem.text)),
        );
    }
}

/// Fills a message up to this size with `middle`; more than a step reads, so that it takes several.
const LARGE: usize = 24 << 20;

fn times(middle: &str, bytes: usize) -> usize {
    bytes / middle.len()
}

#[test]
fn what_it_reads_is_what_its_plugin_toml_declares() {
    let came = read(EMPLOYER, EMPLOYEE, 1_200, "</Wrkgvr>");
    assert_eq!((came.records, came.dropped), (1_200, Vec::new()));
    assert!(came.steps >= 3, "{}", came.steps);
}

#[test]
fn one_huge_employee_is_one_dropped_record() {
    let before = [EMPLOYER, "<Wrknmr>"].concat();
    let after = ["</Wrknmr>", EMPLOYEE, "</Wrkgvr>"].concat();
    let junk = "<Dnstvbnd><Vrzm/></Dnstvbnd>";
    let came = read(&before, junk, times(junk, LARGE), &after);
    assert_eq!(came.records, 2);
    assert_eq!(
        came.dropped,
        [
            "regel 3, werkgever 1, werknemer 1: Wrknmr is te groot: meer dan 400 verzuimmeldingen, 30000 elementen of veel tekst"
        ]
    );
}

#[test]
fn junk_beside_and_within_an_employer() {
    let good = [EMPLOYER, EMPLOYEE, "</Wrkgvr>"].concat();
    let beside =
        read("<Rommel>", "<x>y</x>", times("<x>y</x>", LARGE), &["</Rommel>", &good].concat());
    assert_eq!(
        beside.dropped,
        ["regel 2, werkgever 0: Rommel is groter dan 1048576 bytes en is overgeslagen"]
    );
    assert_eq!(beside.records, 2);
    let after = good.strip_prefix("<Wrkgvr>").unwrap();
    let within = read("<Wrkgvr>", "<x/>", times("<x/>", LARGE), after);
    assert!(
        within
            .dropped
            .iter()
            .any(|line| line
                .ends_with("Wrkgvr heeft te veel gegevens voor zijn werknemers (regel 2)")),
        "{:?}",
        within.dropped
    );
}

#[test]
fn long_tags_do_not_fill_the_memory() {
    let long = format!("<{0}></{0}>", "t".repeat(8_000));
    let before = [EMPLOYER, "<Wrknmr>"].concat();
    let came = read(&before, &long, times(&long, LARGE), "</Wrknmr></Wrkgvr>");
    assert_eq!(came.dropped.len(), 1, "{:?}", came.dropped);
}

#[test]
fn very_many_employers_without_employees() {
    let came = read("", "<Wrkgvr/>", 20_000, "");
    assert_eq!(came.records, 20_000);
    let empty = came.dropped.iter().filter(|line| line.ends_with("werkgever zonder werknemer"));
    assert_eq!(empty.count(), 20_000);
}
