import { sources } from '@passlink/programs'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { services } from '../compose.ts'
import { schemas } from '../schemas.ts'
import { type Container, kubectl, overlayNames, overlays, podsOf, settingsOf } from './rendered.ts'

const schemaOf = (name: string) => schemas[name] as z.ZodObject

describe.skipIf(kubectl === undefined).each(overlayNames)('in the overlay %s', overlay => {
  const containers = () => podsOf(overlay).flatMap(([, , pod]) => pod.containers)
  const servers = () => containers().filter(({ name }) => name !== 'migrate')

  test('each app runs, and the migration, by a program that the image has', () => {
    const names = Object.keys(schemas).filter(name => name !== 'bounces' || overlays[overlay].bounces)
    expect(
      containers()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names, 'migrate'].sort())
    for (const { name, command } of containers()) {
      expect(command.join(' ')).toBe(services[name]?.command)
      expect(sources).toHaveProperty(name)
    }
  })

  test('no process may do more than it needs', () => {
    for (const [app, , pod] of podsOf(overlay)) {
      expect(pod, app).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      })
      for (const { securityContext, resources, volumeMounts = [] } of pod.containers) {
        expect(securityContext, app).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        expect(resources.requests, app).toEqual({ cpu: expect.any(String), memory: expect.any(String) })
        expect(resources.limits, app).toEqual({ memory: expect.any(String) })
        expect(volumeMounts.filter(({ readOnly }) => !readOnly)).toEqual([])
      }
    }
  })

  test('each app is asked for its health at its own port, and shows its figures where it listens', () => {
    for (const { name, ports = [], startupProbe, livenessProbe, readinessProbe } of servers()) {
      const { shape } = schemaOf(name)
      const own = {
        http: shape[`${name.toUpperCase()}_PORT`],
        metrics: shape.METRICS_PORT,
        lmtp: shape.LMTP_PORT,
      }
      const expected = Object.entries(own).filter(([, schema]) => schema !== undefined)
      expect(Object.fromEntries(ports.map(port => [port.name, port.containerPort]))).toEqual(
        Object.fromEntries(expected.map(([port, schema]) => [port, schema.parse(undefined)])),
      )
      expect(startupProbe?.httpGet, name).toEqual({ path: '/healthz', port: 'http' })
      expect(livenessProbe?.httpGet, name).toEqual({ path: '/healthz', port: 'http' })
      expect(readinessProbe?.httpGet, name).toEqual({ path: '/readyz', port: 'http' })
    }
  })

  test('a process that is stopped is not killed before it has ended by itself', () => {
    for (const [app, , pod] of podsOf(overlay).filter(([app]) => app !== 'migrate')) {
      const given = settingsOf(overlay, pod.containers[0] as Container)
      const stopMs = schemaOf(app).shape.STOP_TIMEOUT.parse(given.STOP_TIMEOUT) as number
      expect((pod.terminationGracePeriodSeconds ?? 0) * 1_000, app).toBeGreaterThan(stopMs)
    }
  })
})
