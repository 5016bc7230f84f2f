//! Stories: the real host against the simulators. They stand in `tests/it`, one file for each story;
//! this library is empty.
