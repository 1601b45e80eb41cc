import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { appNames } from '../app-process.ts'
import { demanded, interpolate, onlyDemanded, readCompose, readProject, services } from '../compose.ts'

test('no port of compose is published beyond this machine, except those of Caddy', () => {
  const published = Object.entries(services).filter(([name]) => name !== 'caddy')
  const ports = published.flatMap(([, { ports = [] }]) => ports)
  expect(ports.filter(port => !port.startsWith('127.0.0.1:'))).toEqual([])
})

test('compose starts nothing unless it is told who may call, where mail goes, who sends it and where its links lead', () => {
  const text = readProject('docker-compose.yml')
  const asked = [...text.matchAll(/\$\{([A-Z_]+):?\?/g)].map(([, name]) => name)
  expect([...new Set(asked)].sort()).toEqual(demanded)
  for (const name of demanded) expect(() => interpolate(text, { ...onlyDemanded, [name]: '' })).toThrow(name)
  // No default leads mails to a server that takes them and passes none on.
  expect(interpolate(text.replaceAll(/#.*/g, ''), onlyDemanded)).not.toMatch(/smtp:\/\/mailpit/)
})

test('whoever gets into a container of ours finds no root, nothing to write to, no capability, and no way to more rights', () => {
  const ours = Object.entries(services).filter(([, { image }]) => image === 'passlink')
  expect(ours.map(([name]) => name).sort()).toEqual([...appNames, 'migrate'].sort())
  for (const [, service] of ours)
    expect(service).toMatchObject({
      init: true,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  expect(ours.filter(([, { user, volumes }]) => user || volumes)).toEqual([])
})

test('only the apps reach Postgres, only those that import the queue reach Redis, and these two reach nothing else', () => {
  const servers = { database: 'postgres', queue: 'redis' }
  const importing = (name: string) =>
    appNames.filter(app => JSON.parse(readProject(`apps/${app}/package.json`)).dependencies[name])
  const expected = {
    database: [...importing('@passlink/store'), 'migrate', 'postgres'],
    queue: [...importing('@passlink/queue'), 'redis'],
  }
  expect(expected.queue).not.toContain('redeem')
  for (const network of ['database', 'queue'] as const) {
    const reaching = Object.entries(services).filter(([, { networks = [] }]) => networks.includes(network))
    expect(reaching.map(([name]) => name).sort()).toEqual(expected[network].sort())
    expect(services[servers[network]]).toMatchObject({ networks: [network] })
    expect(services[servers[network]]?.ports).toBeUndefined()
  }
  const internal = { database: { internal: true }, queue: { internal: true } }
  expect(readCompose('docker-compose.yml').networks).toEqual(internal)
})

test('without a profile compose runs the apps and their servers; what catches mails runs only for a demonstration', () => {
  const withoutProfile = Object.keys(services).filter(name => !services[name]?.profiles)
  expect(withoutProfile.sort()).toEqual(
    ['api', 'dashboard', 'migrate', 'postgres', 'redeem', 'redis', 'worker'].sort(),
  )
  expect(services.mailpit?.profiles).toEqual(['demo'])
  expect(services.caddy?.profiles).toEqual(['tls'])
})

test('the images of others are each of one version', () => {
  const images = Object.values(services).flatMap(({ image = '' }) => (image === 'passlink' ? [] : [image]))
  expect(images.length).toBeGreaterThan(4)
  expect(images.filter(image => !/:v?\d+\.\d+(\.\d+)?(-alpine)?$/.test(image))).toEqual([])
})

test('Prometheus and Grafana run only where they are asked for, as one version, with files that are there and cannot be written', () => {
  const watching = Object.entries(services).filter(([, { profiles = [] }]) => profiles.includes('metrics'))
  expect(watching.map(([name]) => name)).toEqual(['prometheus', 'grafana'])
  for (const [name, { image, volumes = [] }] of watching) {
    expect(image).toMatch(/:v?\d+\.\d+\.\d+$/)
    const files = volumes.filter(volume => volume.startsWith('./'))
    expect(files.length, name).toBe(2)
    for (const file of files) {
      const [path = '', , mode] = file.split(':')
      expect(existsSync(new URL(`../../${path}`, import.meta.url)), path).toBe(true)
      expect(mode, path).toBe('ro')
    }
  }
})
