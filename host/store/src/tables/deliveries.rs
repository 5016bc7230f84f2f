//! The outbox, with the indexes by due time and by age.

use host_domain::DeliveryId;

use crate::{
    Delivery, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, leading_moment, moment_bytes, trailing_id},
};

pub(crate) fn key(id: DeliveryId) -> [u8; 16] {
    id.bits().to_be_bytes()
}

/// The row in the index by due time; none for one that has ended.
pub(crate) fn due_key(delivery: &Delivery) -> Option<Vec<u8>> {
    let due = moment_bytes(delivery.due_ms()?);
    Some([&due[..], &key(delivery.id)].concat())
}

/// The row in the index by age.
pub(crate) fn order_key(delivery: &Delivery) -> Vec<u8> {
    [&moment_bytes(delivery.created_at_ms)[..], &key(delivery.id)].concat()
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, id: DeliveryId) -> Result<Option<Delivery>> {
    codec::read(rows, Table::Deliveries, &key(id))
}

pub(crate) fn due<R: Rows + ?Sized>(
    rows: &R,
    now_ms: i64,
    limit: usize,
) -> Result<Vec<DeliveryId>> {
    let keys = match now_ms.checked_add(1) {
        Some(later) => Keys::all().before(&moment_bytes(later)),
        None => Keys::all(),
    };
    let page = rows.page(Table::DueDeliveries, &keys, Order::Up, limit)?;
    Ok(page.iter().filter_map(|(key, _)| trailing_id(key)).map(DeliveryId::from_bits).collect())
}

pub(crate) fn next_due<R: Rows + ?Sized>(rows: &R) -> Result<Option<i64>> {
    let page = rows.page(Table::DueDeliveries, &Keys::all(), Order::Up, 1)?;
    Ok(page.first().and_then(|(key, _)| leading_moment(key)))
}

pub(crate) fn newest<R: Rows + ?Sized>(
    rows: &R,
    before: Option<&Delivery>,
    limit: usize,
) -> Result<Vec<Delivery>> {
    let keys = match before {
        Some(delivery) => Keys::all().before(&order_key(delivery)),
        None => Keys::all(),
    };
    let page = rows.page(Table::DeliveryOrder, &keys, Order::Down, limit)?;
    let ids = page.iter().filter_map(|(key, _)| trailing_id(key)).map(DeliveryId::from_bits);
    ids.filter_map(|id| get(rows, id).transpose()).collect()
}

/// Deliveries asked for before a moment, oldest first, each with that moment.
pub(crate) fn older<R: Rows + ?Sized>(
    rows: &R,
    before_ms: i64,
    after: Option<(i64, DeliveryId)>,
    limit: usize,
) -> Result<Vec<(i64, DeliveryId)>> {
    let mut keys = Keys::all().before(&moment_bytes(before_ms));
    if let Some((created, id)) = after {
        keys = keys.after(&[&moment_bytes(created)[..], &key(id)].concat());
    }
    let page = rows.page(Table::DeliveryOrder, &keys, Order::Up, limit)?;
    let listed = page.iter().filter_map(|(key, _)| {
        Some((leading_moment(key)?, DeliveryId::from_bits(trailing_id(key)?)))
    });
    Ok(listed.collect())
}

impl Session<'_> {
    /// Keeps where a delivery stands.
    pub fn put_delivery(&mut self, delivery: &Delivery) -> Result<()> {
        if let Some(before) = get(self, delivery.id)? {
            self.unindex_delivery(&before)?;
        }
        if let Some(due) = due_key(delivery) {
            self.mark(Table::DueDeliveries, &due)?;
        }
        self.mark(Table::DeliveryOrder, &order_key(delivery))?;
        let owner = Owner::from(delivery.about.werknemer);
        self.put(Table::Deliveries, &key(delivery.id), owner, delivery)
    }

    /// Removes a delivery, and what its last attempt was answered; one that is not there is fine.
    pub fn remove_delivery(&mut self, id: DeliveryId) -> Result<()> {
        if let Some(delivery) = get(self, id)? {
            self.unindex_delivery(&delivery)?;
            self.forget_journal(&delivery.call())?;
        }
        self.remove(Table::Deliveries, &key(id))
    }

    /// Takes a delivery out of its indexes.
    fn unindex_delivery(&mut self, delivery: &Delivery) -> Result<()> {
        if let Some(due) = due_key(delivery) {
            self.remove(Table::DueDeliveries, &due)?;
        }
        self.remove(Table::DeliveryOrder, &order_key(delivery))
    }
}
