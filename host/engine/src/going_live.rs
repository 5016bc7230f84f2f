//! Rules that go live, with the record of it: book, record, audit log and what waited for it change in
//! one transaction, so that a crash leaves the one book or the other, never half.

use std::sync::{Arc, PoisonError};

use host_domain::Refusal;
use host_rulebook::{Book, Coverage, CoverageCounts, TestResult};
use host_store::{
    AuditEntry, BookFiles, BookReads, Concept, Ingebruikname, Session, Testuitslag, Voorstel,
    Wijze, changed_files,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{Actor, Engine, error::Fault, failpoint};

/// Somebody who decides about rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// As the audit log has them.
    pub actor: Actor,
    /// The name that was proven. Who only has the beheer token is [`Person::BEHEER`], whatever name is
    /// given besides: two people who agree must have two of these.
    pub name: String,
}

impl Person {
    /// Whoever has the beheer token.
    pub const BEHEER: &'static str = "beheer";
}

/// How a book goes live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoingLive {
    /// By which way.
    pub wijze: Wijze,
    /// Whose doing it is; none when the folder of rules was saved.
    pub author: Option<Actor>,
    /// What the author said of it.
    pub opmerking: Option<String>,
    /// How the tests in the book went.
    pub tests: Testuitslag,
    /// How much of the book its tests touch; none when it was not measured.
    pub dekking: Option<Value>,
    /// What it would have done otherwise with the past; none when it was not asked.
    pub wat_als: Option<Value>,
    /// Hash of the book in the folder of rules, which is not taken until it changes; none when it may be.
    pub set_aside: Option<String>,
}

impl GoingLive {
    /// The folder of rules was saved.
    pub fn saved(tests: Testuitslag, dekking: Option<Value>) -> GoingLive {
        GoingLive {
            wijze: Wijze::Map,
            author: None,
            opmerking: None,
            tests,
            dekking,
            wat_als: None,
            set_aside: None,
        }
    }

    /// How much of a book its tests touch, for the record: numbers, and a line for people.
    pub fn coverage(book: &Book) -> Value {
        let counts = Coverage::of_tests(book).counts();
        let CoverageCounts { voorwaarden, beproefd, triggers, van_toepassing, rijen, gebruikt } =
            counts;
        let told = format!(
            "de tests beproeven {beproefd} van {voorwaarden} voorwaarden en laten {van_toepassing} \
             van {triggers} triggers afgaan; {gebruikt} van {rijen} conversierijen gebruikt"
        );
        json!({ "samenvatting": told, "tellingen": counts })
    }

    /// How tests went, counted.
    pub fn counted(results: &[TestResult]) -> Testuitslag {
        let geslaagd = results.iter().filter(|result| result.passed).count();
        Testuitslag { geslaagd, totaal: results.len() }
    }
}

/// What the record says besides.
struct Agreed {
    proposal: Voorstel,
    approver: Actor,
}

impl Engine {
    /// The rules in use.
    pub fn book(&self) -> Arc<Book> {
        Arc::clone(&self.book.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts rules in use as saved, from the next batch on. The same rules again, perhaps read for other
    /// fields, stay live since they first were; others are recorded with how their tests went.
    pub fn use_book(&self, book: Book) -> Result<(), Fault> {
        if self.store.read()?.current_book_hash()?.as_deref() == Some(book.hash()) {
            self.swap(book);
            return Ok(());
        }
        let tests = GoingLive::counted(&book.run_tests());
        let covered = GoingLive::coverage(&book);
        self.go_live(book, GoingLive::saved(tests, Some(covered)))
    }

    /// Puts rules in use, from the next batch on, keeps their text and records how they went live.
    pub fn go_live(&self, book: Book, how: GoingLive) -> Result<(), Fault> {
        self.enter(book, how, |_, _| Ok(None))
    }

    /// A second person approves what waits: it goes live.
    ///
    /// # Errors
    /// When these rules do not wait, or when it is the same person who proposed them.
    pub fn approve_book(&self, approver: &Person, book: Book, how: GoingLive) -> Result<(), Fault> {
        let approver = approver.clone();
        self.enter(book, how, move |session, hash| {
            let proposal = waiting(session, hash)?;
            if proposal.indiener == approver.name {
                return Err(refuse(format!(
                    "{} heeft dit regelboek voorgesteld; iemand anders moet het goedkeuren",
                    proposal.door
                )));
            }
            Ok(Some(Agreed { proposal, approver: approver.actor.clone() }))
        })
    }

    /// Writes what goes live and swaps the book.
    fn enter(
        &self,
        book: Book,
        how: GoingLive,
        agree: impl Fn(&Session<'_>, &str) -> Result<Option<Agreed>, Fault> + Send + 'static,
    ) -> Result<(), Fault> {
        let (hash, files) = (book.hash().to_owned(), book.sources().clone());
        let now = self.now();
        failpoint::hit("voor-ingebruikname");
        self.writer.write(move |session| {
            let agreed = agree(session, &hash)?;
            write(session, &hash, &files, &how, agreed, now)
        })?;
        failpoint::hit("na-ingebruikname");
        self.swap(book);
        Ok(())
    }

    fn swap(&self, book: Book) {
        *self.book.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(book);
    }

    /// Keeps saved rules as the concept, until a person puts them in use or others are saved.
    pub fn keep_concept(&self, book: &Book) -> Result<(), Fault> {
        let concept = Concept {
            boek: book.hash().to_owned(),
            bestanden: book.sources().clone(),
            op: self.now(),
            door: Ingebruikname::MAP.to_owned(),
        };
        self.writer.write(move |session| {
            session.set_book_aside(None)?;
            Ok(session.put_concept(&concept)?)
        })
    }

    /// The folder holds the rules in use: there is no concept, and nothing is set aside.
    pub fn folder_is_live(&self) -> Result<(), Fault> {
        let view = self.store.read()?;
        if view.concept()?.is_none() && view.book_set_aside()?.is_none() {
            return Ok(());
        }
        drop(view);
        self.writer.write(|session| {
            session.remove_concept()?;
            Ok(session.set_book_aside(None)?)
        })
    }

    /// One person wants rules in use: they wait for a second one. What waited before does so no more.
    pub fn propose_book(
        &self,
        who: &Person,
        book: &Book,
        wijze: Wijze,
        opmerking: Option<String>,
        wat_als: Option<Value>,
    ) -> Result<(), Fault> {
        let now = self.now();
        let voorstel = Voorstel {
            boek: book.hash().to_owned(),
            bestanden: book.sources().clone(),
            op: now,
            door: who.actor.0.clone(),
            indiener: who.name.clone(),
            wijze,
            opmerking,
            wat_als,
        };
        self.writer.write(move |session| {
            session.put_voorstel(&voorstel)?;
            note(session, &voorstel.door, "regels.voorgesteld", &voorstel.boek, now)
        })
    }

    /// What waits for a second person waits no more; the proposer may withdraw it as well.
    pub fn decline_book(&self, who: &Person, hash: &str) -> Result<(), Fault> {
        let (now, actor, hash) = (self.now(), who.actor.0.clone(), hash.to_owned());
        self.writer.write(move |session| {
            waiting(session, &hash)?;
            session.remove_voorstel()?;
            note(session, &actor, "regels.afgewezen", &hash, now)
        })
    }
}

/// The proposal of these rules.
fn waiting(session: &Session<'_>, hash: &str) -> Result<Voorstel, Fault> {
    match session.voorstel()? {
        Some(voorstel) if voorstel.boek == hash => Ok(voorstel),
        Some(voorstel) => {
            Err(refuse(format!("op goedkeuring wacht nu regelboek {}, niet {hash}", voorstel.boek)))
        }
        None => Err(refuse(format!("regelboek {hash} wacht niet op goedkeuring"))),
    }
}

fn write(
    session: &mut Session<'_>,
    hash: &str,
    files: &BookFiles,
    how: &GoingLive,
    agreed: Option<Agreed>,
    now: Timestamp,
) -> Result<(), Fault> {
    let before = session.current_book()?;
    let known: BookFiles = before
        .as_ref()
        .and_then(|(_, files)| serde_json::from_value(files.clone()).ok())
        .unwrap_or_default();
    let author = how.author.as_ref().map_or(Ingebruikname::MAP, |author| author.0.as_str());
    let (proposal, approver) = agreed.map(|one| (one.proposal, one.approver)).unzip();
    let (actor, action) = match (&approver, how.wijze) {
        (Some(approver), _) => (approver.0.as_str(), "regels.goedgekeurd"),
        (None, Wijze::Terug) => (author, "regels.terug"),
        (None, Wijze::Map | Wijze::Concept) => (author, "regels.in_gebruik"),
    };
    note(session, actor, action, hash, now)?;
    session.put_book(hash, &json!(files), now.as_millisecond())?;
    session.add_ingebruikname(&Ingebruikname {
        boek: hash.to_owned(),
        vorige: before.map(|(hash, _)| hash),
        op: now,
        wijze: how.wijze,
        door: proposal.as_ref().map_or(author, |proposal| &proposal.door).to_owned(),
        goedgekeurd_door: approver.as_ref().map(|approver| approver.0.clone()),
        voorgesteld_op: proposal.as_ref().map(|proposal| proposal.op),
        opmerking: how.opmerking.clone(),
        bestanden: changed_files(&known, files),
        tests: how.tests,
        dekking: how.dekking.clone(),
        wat_als: how.wat_als.clone(),
    })?;
    session.set_book_aside(how.set_aside.as_deref())?;
    session.remove_voorstel()?;
    if session.concept()?.is_some_and(|concept| concept.boek == hash || how.wijze == Wijze::Map) {
        session.remove_concept()?;
    }
    Ok(())
}

fn note(
    session: &mut Session<'_>,
    actor: &str,
    action: &str,
    hash: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    let (actor, action, subject) = (actor.to_owned(), action.to_owned(), hash.to_owned());
    Ok(session.audit(&AuditEntry { at, actor, action, subject })?)
}

fn refuse(reason: String) -> Fault {
    Fault::Refused(Refusal::because(reason))
}
