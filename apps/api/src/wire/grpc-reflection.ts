import { create, type DescFile, type DescService, toBinary } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { Code, type ConnectRouter } from '@connectrpc/connect'
import {
  ServerReflection,
  type ServerReflectionRequest,
  ServerReflectionResponseSchema,
  ServerReflectionV1Alpha,
} from '@passlink/proto'
import { filesOf, symbolsOf } from './descriptors.ts'

/** gRPC server reflection, v1 and v1alpha, which tools such as `grpcurl` need to call the services. */
export function addReflection(router: ConnectRouter, services: readonly DescService[]): void {
  const files = filesOf(services)
  const symbols = symbolsOf(files)
  const names = services.map(({ typeName }) => ({ name: typeName }))

  function answer(request: ServerReflectionRequest) {
    const { case: kind, value } = request.messageRequest
    const response = (messageResponse: Parameters<typeof create<typeof ServerReflectionResponseSchema>>[1]) =>
      create(ServerReflectionResponseSchema, {
        validHost: request.host,
        originalRequest: request,
        ...messageResponse,
      })
    const found = (file: DescFile | undefined) =>
      file
        ? response({
            messageResponse: {
              case: 'fileDescriptorResponse',
              value: {
                fileDescriptorProto: withDependencies(file).map(({ proto }) =>
                  toBinary(FileDescriptorProtoSchema, proto),
                ),
              },
            },
          })
        : failure(Code.NotFound, 'not found')
    const failure = (errorCode: Code, errorMessage: string) =>
      response({ messageResponse: { case: 'errorResponse', value: { errorCode, errorMessage } } })

    switch (kind) {
      case 'listServices':
        return response({ messageResponse: { case: 'listServicesResponse', value: { service: names } } })
      case 'fileByFilename':
        return found(files.find(({ proto }) => proto.name === value))
      case 'fileContainingSymbol':
        return found(symbols.get(value.replace(/^\./, '')))
      default:
        return failure(Code.Unimplemented, 'extensions are not used')
    }
  }

  async function* reflect(requests: AsyncIterable<ServerReflectionRequest>) {
    for await (const request of requests) yield answer(request)
  }
  router.service(ServerReflection, { serverReflectionInfo: reflect })
  // The two versions differ only in their package.
  router.service(ServerReflectionV1Alpha, { serverReflectionInfo: reflect as never })
}

function withDependencies(file: DescFile): DescFile[] {
  return [...new Set([file, ...file.dependencies.flatMap(withDependencies)])]
}
