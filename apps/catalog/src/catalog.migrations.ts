import { migration } from '@nightjar/persistence';

export const migrations = [
  migration(
    '0001_create_target',
    `create extension if not exists cube with schema public`,
    `create extension if not exists pg_trgm with schema public`,
    // The sky as the unit sphere: no pole and no 0h. A box in space round a cone's centre holds the cone.
    `create function catalog.sky_point(ra_deg double precision, dec_deg double precision) returns public.cube
       language sql immutable strict parallel safe
       return public.cube(array[cosd(dec_deg) * cosd(ra_deg), cosd(dec_deg) * sind(ra_deg), sind(dec_deg)])`,
    // Vincenty's formula on the sphere, differences formed before the trigonometry: exact from 0 to 180 degrees.
    `create function catalog.separation_deg(
       ra1 double precision, dec1 double precision, ra2 double precision, dec2 double precision
     ) returns double precision language sql immutable strict parallel safe
       return atan2d(
         sqrt((sind(ra2 - ra1) * cosd(dec2)) ^ 2
            + (sind(dec2 - dec1) + 2 * cosd(dec2) * sind(dec1) * sind((ra2 - ra1) / 2) ^ 2) ^ 2),
         sind(dec1) * sind(dec2) + cosd(dec1) * cosd(dec2) * cosd(ra2 - ra1))`,
    `create table catalog.target (
       id text primary key,
       name text not null,
       ra_deg double precision not null check (ra_deg = 0 or ra_deg >= 1e-12 and ra_deg < 360),
       dec_deg double precision not null check (dec_deg = 0 or abs(dec_deg) between 1e-12 and 90),
       error_deg double precision,
       epoch timestamptz,
       created_at timestamptz not null,
       trace_id text,
       point public.cube generated always as (catalog.sky_point(ra_deg, dec_deg)) stored
     )`,
    `create unique index target_name on catalog.target (lower(name))`,
    `create index target_name_part on catalog.target using gin (name public.gin_trgm_ops)`,
    `create index target_point on catalog.target using gist (point)`,
    `create index target_epoch on catalog.target (epoch)`,
    `create table catalog.alias (
       seq bigint generated always as identity,
       target text not null references catalog.target (id),
       name text not null,
       primary key (target, name)
     )`,
    `create index alias_name on catalog.alias (lower(name))`,
    `create index alias_name_part on catalog.alias using gin (name public.gin_trgm_ops)`,
    // A mission's event is one target, whoever makes it first.
    `create table catalog.trigger (
       mission text not null,
       trigger text not null,
       target text not null references catalog.target (id),
       primary key (mission, trigger)
     )`,
    `create table catalog.match (
       notice text primary key,
       ivoid_key text not null,
       target text references catalog.target (id),
       because text not null
     )`,
    `create index match_ivoid on catalog.match (ivoid_key)`,
  ),
  migration(
    '0002_create_product_and_datum',
    `create table catalog.data_product (
       id text primary key,
       name text not null,
       type text not null,
       media_type text not null,
       size bigint not null,
       sha256 text not null,
       target text references catalog.target (id),
       observation text,
       process text,
       of text,
       meta jsonb not null,
       created_at timestamptz not null,
       trace_id text
     )`,
    // A frame is its bytes, however often it is told of.
    `create unique index data_product_frame on catalog.data_product (sha256) where type = 'frame'`,
    `create index data_product_sha256 on catalog.data_product (sha256)`,
    `create index data_product_target on catalog.data_product (target, id)`,
    `create index data_product_observation on catalog.data_product (observation, id)`,
    `create index data_product_of on catalog.data_product (of, id)`,
    `create table catalog.reduced_datum (
       id text primary key,
       target text not null references catalog.target (id),
       kind text not null,
       time timestamptz not null,
       exposure_s double precision,
       filter text not null,
       mag double precision,
       mag_error double precision,
       limit_mag double precision,
       instrument text not null,
       source text not null,
       process text,
       product text,
       trace_id text,
       unique (target, kind, time, instrument, filter, source)
     )`,
    `create index reduced_datum_time on catalog.reduced_datum (target, time, id)`,
  ),
  migration(
    '0003_add_tags_and_groups',
    `alter table catalog.data_product add column tags text[] not null default '{}'`,
    `create table catalog.data_product_group (
       id text primary key,
       name text not null unique,
       products text[] not null,
       created_at timestamptz not null
     )`,
    `create index data_product_group_product on catalog.data_product_group using gin (products)`,
  ),
  migration(
    '0004_add_extras_and_documents',
    `alter table catalog.target add column extras jsonb not null default '{}'`,
    // A text shares the table with measured values: one order of time, one page.
    `alter table catalog.reduced_datum
       add column text text, add column tag text not null default '', add column meta jsonb not null default '{}',
       add constraint reduced_datum_text check ((kind = 'document') = (text is not null))`,
    `create index reduced_datum_product on catalog.reduced_datum (product) where product is not null`,
    `create index reduced_datum_process on catalog.reduced_datum (process, time, id)`,
    `create table catalog.released_file (sha256 text primary key)`,
    `create index data_product_process on catalog.data_product (process, id)`,
  ),
  migration(
    '0005_create_verdict',
    `create table catalog.verdict (
       id text primary key,
       process text not null,
       candidate text not null,
       verdict text check (verdict in ('real', 'bogus', 'unsure')),
       by text not null,
       at timestamptz not null,
       version integer not null,
       trace_id text,
       unique (process, candidate)
     )`,
  ),
];
