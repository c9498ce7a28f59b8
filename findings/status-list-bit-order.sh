#!/usr/bin/env bash
# Two kinds of status list say which credentials are revoked: the W3C's Bitstring Status List
# (badges, verifiable credentials) and the IETF's Token Status List (SD-JWT, wallets).
#
# A good guess: one bit for each credential, in the same order, so that whoever unpacks one
# can read the other.
# Instead: the W3C counts from the highest bit of a byte, the IETF from the lowest. Credential
# 5 of one list is credential 2 of the other, and so with every byte: 0 and 7, 1 and 6, 3 and 4
# change places. No error says so, for the unpacked bytes look alike.
# What follows: "a status list" is not enough to know whether a credential is revoked; the
# kind has to be read first.
#
# Seen with Node 20, @digitalbazaar/bitstring 3.1.0, @sd-jwt/jwt-status-list 0.19.0:
#   revoked                     5
#   IETF bytes, read as W3C     2
#   W3C bytes, read as IETF     2
#   first byte, W3C             00000100
#   first byte, IETF            00100000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes > npm.log
npm install --silent --no-audit --no-fund \
  @digitalbazaar/bitstring@3.1.0 @sd-jwt/jwt-status-list@0.19.0
npm ls --depth 0

cat > run.mjs <<'JS'
import { Bitstring } from '@digitalbazaar/bitstring';
import { StatusList } from '@sd-jwt/jwt-status-list';
import { deflateSync, inflateSync } from 'node:zlib';

const length = 131072; // the least number of entries that the W3C allows
const revoked = 5;

const ofW3C = new Bitstring({ length });
ofW3C.set(revoked, true);
const ofIETF = new StatusList(new Array(length).fill(0).fill(1, revoked, revoked + 1), 1);

const bytesOfIETF = inflateSync(Buffer.from(ofIETF.compressStatusList(), 'base64url'));
const asW3C = new Bitstring({ buffer: new Uint8Array(bytesOfIETF) });
const packed = deflateSync(ofW3C.bits).toString('base64url');
const asIETF = StatusList.decompressStatusList(packed, 1);

const indexes = [...Array(length).keys()];
const line = (words, value) => console.log(words.padEnd(28) + value);
const bits = (byte) => byte.toString(2).padStart(8, '0');
const crossed = indexes.filter((index) => asW3C.get(index));
const back = indexes.filter((index) => asIETF.getStatus(index) === 1);
line('revoked', revoked);
line('IETF bytes, read as W3C', crossed);
line('W3C bytes, read as IETF', back);
line('first byte, W3C', bits(ofW3C.bits[0]));
line('first byte, IETF', bits(bytesOfIETF[0]));

if (!ofW3C.get(5) || ofIETF.getStatus(5) !== 1) throw new Error('a list lost its own entry');
if (`${crossed}` !== '2' || `${back}` !== '2') throw new Error('the order of bits has changed');
JS
node run.mjs
