//! Rules that a person puts in use: the concept, a proposal that a second person approves, and an
//! earlier book. Whatever it is, it is held against the plugins of this moment and its tests are run
//! again before it goes live.

use std::{ops::ControlFlow, sync::Arc, time::Instant};

use host_connectors::Plugin;
use host_domain::{Refusal, amsterdam_time};
use host_engine::{Asked, Fault, GoingLive, Person, WatAls};
use host_http::{CameOf, LiveRules, RulesDesk, WaitingBook, WithBook};
use host_rulebook::{Book, Loaded, Severity};
use host_store::{BookFiles, BookReads, Testuitslag, Voorstel, Wijze, changed_files};
use serde_json::Value;

use super::{
    Held, Reloader,
    rules::{Checked, check},
};
use crate::intake_schemas::Schemas;

/// Dossiers of which is told one by one what a book that is being written changes.
const EFFECT_DOSSIERS: usize = 5;

/// A book that somebody wants in use.
struct Wanted {
    checked: Checked,
    /// A version that goes into use with it.
    plugin: Option<Arc<Plugin>>,
}

impl LiveRules for Reloader {
    fn how(&self) -> (&'static str, bool) {
        (self.modus.name(), self.four_eyes)
    }

    fn desk(&self) -> Result<RulesDesk, Fault> {
        let held = self.lock();
        let view = self.engine.store().read()?;
        let concept = view.concept()?.map(|one| Shown {
            op: amsterdam_time(one.op),
            door: one.door,
            wijze: Wijze::Concept,
            opmerking: None,
            wat_als: None,
            boek: one.boek,
            bestanden: one.bestanden,
        });
        let voorstel = view.voorstel()?.map(|one| Shown {
            op: amsterdam_time(one.op),
            door: one.door,
            wijze: one.wijze,
            opmerking: one.opmerking,
            wat_als: one.wat_als,
            boek: one.boek,
            bestanden: one.bestanden,
        });
        Ok(RulesDesk {
            ingebruikname: self.modus.name(),
            vier_ogen: self.four_eyes,
            boek: self.engine.book().hash().to_owned(),
            opzij: view.book_set_aside()?,
            concept: concept.map(|one| self.shown(&held, one)),
            voorstel: voorstel.map(|one| self.shown(&held, one)),
        })
    }

    fn put_in_use(&self, who: &Person, hash: &str, with: WithBook) -> Result<CameOf, Fault> {
        // What goes on for long does not keep others from rules and plugins.
        let wat_als = match self.engine.store().read()?.concept()? {
            Some(concept) if with.met_wat_als && concept.boek == hash => {
                Some(self.what_if(&concept.bestanden)?)
            }
            _ => None,
        };
        let mut held = self.lock();
        let view = self.engine.store().read()?;
        let Some(concept) = view.concept()?.filter(|concept| concept.boek == hash) else {
            return Err(refuse(match view.concept()? {
                Some(other) => format!(
                    "regelboek {hash} is niet het concept; dat is nu {}. Bekijk het eerst met \
                     `schakel regels concept`",
                    other.boek
                ),
                None if self.engine.book().hash() == hash => {
                    format!("regelboek {hash} is al in gebruik")
                }
                None => "er is geen concept om in gebruik te nemen".to_owned(),
            }));
        };
        drop(view);
        let asked = Asking { wijze: Wijze::Concept, opmerking: with.opmerking, wat_als };
        self.want(&mut held, who, &concept.bestanden, asked)
    }

    fn approve(&self, who: &Person, hash: &str) -> Result<(), Fault> {
        let since = Instant::now();
        let mut held = self.lock();
        let proposal = self.proposal(hash)?;
        if proposal.indiener == who.name {
            return Err(refuse(format!(
                "{} heeft dit regelboek voorgesteld; iemand anders moet het goedkeuren",
                proposal.door
            )));
        }
        let wanted = self.usable(&held, &proposal.bestanden).map_err(unusable)?;
        let how = GoingLive {
            wijze: proposal.wijze,
            author: Some(who.actor.clone()),
            opmerking: proposal.opmerking,
            tests: wanted.checked.tests,
            dekking: Some(GoingLive::coverage(&wanted.checked.book)),
            wat_als: proposal.wat_als,
            set_aside: aside(proposal.wijze, &held, hash),
        };
        self.enter(&mut held, wanted, since, |book| self.engine.approve_book(who, book, how))
    }

    fn decline(&self, who: &Person, hash: &str) -> Result<(), Fault> {
        let _held = self.lock();
        self.engine.decline_book(who, hash)?;
        tracing::info!(regelboek = hash, "voorstel afgewezen door {}", who.actor.0);
        Ok(())
    }

    fn go_back(&self, who: &Person, hash: &str, with: WithBook) -> Result<CameOf, Fault> {
        let unknown = || {
            Fault::Unknown(format!(
                "Regelboek `{hash}` was nooit in gebruik; zie `schakel regels geschiedenis`."
            ))
        };
        let files = self.engine.store().read()?.book(hash)?.ok_or_else(unknown)?;
        let files: BookFiles = serde_json::from_value(files).map_err(|_| unknown())?;
        let wat_als = with.met_wat_als.then(|| self.what_if(&files)).transpose()?;
        let mut held = self.lock();
        if self.engine.book().hash() == hash {
            return Err(refuse(format!("regelboek {hash} is al in gebruik")));
        }
        let asked = Asking { wijze: Wijze::Terug, opmerking: with.opmerking, wat_als };
        self.want(&mut held, who, &files, asked)
    }

    fn read(&self, files: BookFiles) -> Result<Book, Fault> {
        let Loaded { book, diagnostics } = Book::from_sources(files, &self.schemas());
        let wrong = diagnostics.iter().filter(|found| found.severity == Severity::Fout);
        book.ok_or_else(|| unusable(wrong.map(|found| found.render()).collect()))
    }

    fn effect(&self, files: BookFiles, laatste: u64) -> Result<WatAls, Fault> {
        let wanted = self.usable(&self.lock(), &files).map_err(unusable)?;
        let asked = Asked { laatste: Some(laatste), ..Asked::default() };
        self.engine.what_if(wanted.checked.book, &asked, EFFECT_DOSSIERS, &mut |_| self.go_on())
    }
}

/// How somebody wants a book in use.
struct Asking {
    wijze: Wijze,
    opmerking: Option<String>,
    wat_als: Option<Value>,
}

/// What there is to show of a book that waits.
struct Shown {
    boek: String,
    bestanden: BookFiles,
    op: String,
    door: String,
    wijze: Wijze,
    opmerking: Option<String>,
    wat_als: Option<Value>,
}

impl Reloader {
    /// Puts a book in use or, where two must agree, has it wait for the second one.
    fn want(
        &self,
        held: &mut Held,
        who: &Person,
        files: &BookFiles,
        asked: Asking,
    ) -> Result<CameOf, Fault> {
        let since = Instant::now();
        let Asking { wijze, opmerking, wat_als } = asked;
        let wanted = self.usable(held, files).map_err(unusable)?;
        if self.four_eyes {
            let book = &wanted.checked.book;
            self.engine.propose_book(who, book, wijze, opmerking, wat_als)?;
            tracing::info!(
                regelboek = book.hash(),
                "voorgesteld door {}; iemand anders moet het goedkeuren: schakel regels goedkeuren {}",
                who.actor.0,
                book.hash()
            );
            return Ok(CameOf::Voorgesteld);
        }
        let how = GoingLive {
            wijze,
            author: Some(who.actor.clone()),
            opmerking,
            tests: wanted.checked.tests,
            dekking: Some(GoingLive::coverage(&wanted.checked.book)),
            wat_als,
            set_aside: aside(wijze, held, wanted.checked.book.hash()),
        };
        self.enter(held, wanted, since, |book| self.engine.go_live(book, how))?;
        Ok(CameOf::InGebruik)
    }

    /// What the book would have done otherwise with all that ever happened: numbers by rule, for the
    /// record.
    fn what_if(&self, files: &BookFiles) -> Result<Value, Fault> {
        let wanted = self.usable(&self.lock(), files).map_err(unusable)?;
        let (book, all) = (wanted.checked.book, Asked::default());
        let report = self.engine.what_if(book, &all, 0, &mut |_| self.go_on())?;
        serde_json::to_value(report)
            .map_err(|error| Fault::Unknown(format!("het verschil is niet te bewaren: {error}")))
    }

    /// A calculation over the past goes on until the host stops.
    fn go_on(&self) -> ControlFlow<()> {
        if self.engine.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Puts a book in use with the version of a plugin that needs it, and then what waited for it.
    fn enter(
        &self,
        held: &mut Held,
        wanted: Wanted,
        since: Instant,
        enter: impl FnOnce(Book) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if let Some(plugin) = wanted.plugin {
            self.swap_unfit(held, plugin)?;
        }
        self.go_live(held, wanted.checked, since, enter)?;
        self.retry_unfit(held, since).map(drop)
    }

    /// The book as it can be used now, if need be with a version of a plugin that waits for it.
    fn usable(&self, held: &Held, files: &BookFiles) -> Result<Wanted, Vec<String>> {
        let load = |schemas: &Schemas| -> Loaded { Book::from_sources(files.clone(), schemas) };
        match check(load(&self.schemas())) {
            Ok(checked) => Ok(Wanted { checked, plugin: None }),
            Err(faults) => match self.beside_unfit(held, load) {
                Some((checked, plugin)) => Ok(Wanted { checked, plugin: Some(plugin) }),
                None => Err(faults),
            },
        }
    }

    /// What waits for a second person, when it is this book.
    fn proposal(&self, hash: &str) -> Result<Voorstel, Fault> {
        match self.engine.store().read()?.voorstel()? {
            Some(proposal) if proposal.boek == hash => Ok(proposal),
            Some(other) => Err(refuse(format!(
                "op goedkeuring wacht nu regelboek {}, niet {hash}",
                other.boek
            ))),
            None => Err(refuse(format!("regelboek {hash} wacht niet op goedkeuring"))),
        }
    }

    /// A book that waits, as it is now.
    fn shown(&self, held: &Held, one: Shown) -> WaitingBook {
        let Shown { boek, bestanden: files, op, door, wijze, opmerking, wat_als } = one;
        let bestanden = changed_files(self.engine.book().sources(), &files);
        let (bruikbaar, meldingen, tests, dekking, met_plugin) = match self.usable(held, &files) {
            Ok(Wanted { checked, plugin }) => {
                let plugin = plugin.map(|plugin| plugin.manifest().name.clone());
                let covered = GoingLive::coverage(&checked.book);
                (true, checked.warnings, checked.tests, Some(covered), plugin)
            }
            Err(faults) => (false, faults, Testuitslag::default(), None, None),
        };
        WaitingBook {
            boek,
            op,
            door,
            wijze,
            opmerking,
            bruikbaar,
            meldingen,
            tests,
            dekking,
            bestanden,
            met_plugin,
            wat_als,
        }
    }
}

/// What is in the folder while an earlier book is in use; it is not taken until it changes.
fn aside(wijze: Wijze, held: &Held, hash: &str) -> Option<String> {
    held.folder.clone().filter(|folder| wijze == Wijze::Terug && folder != hash)
}

fn unusable(faults: Vec<String>) -> Fault {
    let mut faults = faults;
    faults.insert(0, "dit regelboek is nu niet bruikbaar".to_owned());
    Fault::Refused(Refusal { reasons: faults })
}

fn refuse(reason: String) -> Fault {
    Fault::Refused(Refusal::because(reason))
}
