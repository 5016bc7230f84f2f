//! The words that stand for a condition: those that consultants know from their screens.

use crate::{
    value::Type,
    words::{Form, Short, WordSpec},
};

pub(super) const WORDS: &[WordSpec] = &[
    WordSpec {
        name: "traject_van_soort",
        takes: &[("soort", Type::Text)],
        gives: Type::Bool,
        doc: "of het traject van deze trajectsoort is; hetzelfde als `traject.soort == soort`",
        example: r#"traject_van_soort("UwvDocumenten")"#,
        form: Form::Short(Short::Equals("traject.soort")),
    },
    WordSpec {
        name: "traject_weken_oud",
        takes: &[("weken", Type::Number)],
        gives: Type::Bool,
        doc: "of het traject ten minste zoveel weken oud is, van de eerste dag tot vandaag; hetzelfde \
              als `traject.duur >= 6.weken`. AANNAME: \"X weken oud\" is X weken of ouder; een regel \
              op de dagwissel die één keer moet afgaan, krijgt daarom `eenmalig: true`",
        example: "traject_weken_oud(6)",
        form: Form::Short(Short::Weeks("traject.duur")),
    },
    WordSpec {
        name: "documentkenmerk",
        takes: &[("kenmerk", Type::Text)],
        gives: Type::Bool,
        doc: "of het document dit documentkenmerk (deze submap) heeft; onbekend als het er geen heeft",
        example: r#"documentkenmerk("Ziektewet")"#,
        form: Form::Short(Short::Equals("document.kenmerk")),
    },
    WordSpec {
        name: "is_conceptafspraak",
        takes: &[],
        gives: Type::Bool,
        doc: "of de afspraak een conceptafspraak is; bij een gewijzigde afspraak: nu",
        example: "is_conceptafspraak()",
        form: Form::Short(Short::Is("afspraak.concept")),
    },
    WordSpec {
        name: "locatietype",
        takes: &[("type", Type::Text)],
        gives: Type::Bool,
        doc: "of de afspraak op zo'n locatie is; onbekend als er geen locatietype bij staat",
        example: r#"locatietype("Telefonisch")"#,
        form: Form::Short(Short::Equals("afspraak.locatietype")),
    },
    WordSpec {
        name: "kenmerk",
        takes: &[("kenmerk", Type::Text)],
        gives: Type::Bool,
        doc: "of het traject dit kenmerk heeft",
        example: r#"kenmerk("ClaimMogelijk")"#,
        form: Form::Short(Short::Holds("traject.kenmerken")),
    },
    WordSpec {
        name: "werknemer_kenmerk",
        takes: &[("kenmerk", Type::Text)],
        gives: Type::Bool,
        doc: "of de werknemer dit kenmerk heeft; bij een traject van de werkgever zelf onbekend",
        example: r#"werknemer_kenmerk("ClaimControleren")"#,
        form: Form::Short(Short::Holds("werknemer.kenmerken")),
    },
    WordSpec {
        name: "werkgever_kenmerk",
        takes: &[("kenmerk", Type::Text)],
        gives: Type::Bool,
        doc: "of de werkgever dit kenmerk heeft",
        example: r#"werkgever_kenmerk("ClaimsAutomatisch")"#,
        form: Form::Short(Short::Holds("werkgever.kenmerken")),
    },
    WordSpec {
        name: "loon_ten_minste",
        takes: &[("bedrag", Type::Amount)],
        gives: Type::Bool,
        doc: "*Trajectverloop heeft loon van ten minste X of meer* (S1): of het dagloon dat vandaag \
              geldt ten minste dit bedrag is; hetzelfde als `traject.dagloon >= bedrag`. Gelijk telt \
              mee. Geen dagloon vastgelegd, of pas vanaf een latere dag: onbekend. AANNAME: het loon \
              bij ingang ziekte waar S1 over spreekt, is het dagloon; een nieuw dagloon bij een \
              deeltraject vervangt het vorige vanaf zijn ingangsdatum",
        example: "loon_ten_minste(150.00)",
        form: Form::Short(Short::AtLeast("traject.dagloon")),
    },
];
