//! Rules that a person puts in use: the concept, a proposal that a second person approves, and an
//! earlier book. Whatever it is, it is held against the plugins of this moment and its tests are run
//! again before it goes live.

use std::{sync::Arc, time::Instant};

use host_connectors::Plugin;
use host_domain::{Refusal, amsterdam_time};
use host_engine::{Fault, GoingLive, Person};
use host_http::{CameOf, LiveRules, RulesDesk, WaitingBook, WithBook};
use host_rulebook::{Book, IntakeSchema, Loaded};
use host_store::{BookFiles, Reads, Testuitslag, Voorstel, Wijze, changed_files};
use serde_json::Value;

use super::{
    Held, Reloader,
    rules::{Checked, check},
};

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
        self.want(&mut held, who, concept.bestanden, Wijze::Concept, with)
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
            dekking: None,
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
        let mut held = self.lock();
        if self.engine.book().hash() == hash {
            return Err(refuse(format!("regelboek {hash} is al in gebruik")));
        }
        let unknown = || {
            Fault::Unknown(format!(
                "Regelboek `{hash}` was nooit in gebruik; zie `schakel regels geschiedenis`."
            ))
        };
        let files = self.engine.store().read()?.book(hash)?.ok_or_else(unknown)?;
        let files = serde_json::from_value(files).map_err(|_| unknown())?;
        self.want(&mut held, who, files, Wijze::Terug, with)
    }
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
        files: BookFiles,
        wijze: Wijze,
        with: WithBook,
    ) -> Result<CameOf, Fault> {
        let since = Instant::now();
        let wanted = self.usable(held, &files).map_err(unusable)?;
        let wat_als: Option<Value> = None;
        if self.four_eyes {
            let book = &wanted.checked.book;
            self.engine.propose_book(who, book, wijze, with.opmerking, wat_als)?;
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
            opmerking: with.opmerking,
            tests: wanted.checked.tests,
            dekking: None,
            wat_als,
            set_aside: aside(wijze, held, wanted.checked.book.hash()),
        };
        self.enter(held, wanted, since, |book| self.engine.go_live(book, how))?;
        Ok(CameOf::InGebruik)
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
        let load =
            |intakes: &[IntakeSchema]| -> Loaded { Book::from_sources(files.clone(), intakes) };
        match check(load(&self.intakes())) {
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
        let (bruikbaar, meldingen, tests, met_plugin) = match self.usable(held, &files) {
            Ok(Wanted { checked, plugin }) => {
                let plugin = plugin.map(|plugin| plugin.manifest().name.clone());
                (true, checked.warnings, checked.tests, plugin)
            }
            Err(faults) => (false, faults, Testuitslag::default(), None),
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
            dekking: None,
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
