export { StatusSchema } from './gen/google/rpc/status_pb.js'
export { Health, HealthCheckResponse_ServingStatus } from './gen/grpc/health/v1/health_pb.js'
export {
  ServerReflection,
  type ServerReflectionRequest,
  ServerReflectionResponseSchema,
} from './gen/grpc/reflection/v1/reflection_pb.js'
export { ServerReflection as ServerReflectionV1Alpha } from './gen/grpc/reflection/v1alpha/reflection_pb.js'
export {
  AuthService,
  type SendMyPasswordlessLinkResponse,
  SendMyPasswordlessLinkResponseSchema,
} from './gen/zitadel/auth_pb.js'
export { ManagementService } from './gen/zitadel/management_pb.js'
export { ErrorDetailSchema } from './gen/zitadel/message_pb.js'
export { DetailsSchema } from './gen/zitadel/object/v2/object_pb.js'
export { ObjectDetailsSchema } from './gen/zitadel/object_pb.js'
export { UserService } from './gen/zitadel/user/v2/user_service_pb.js'
export { AuthFactorState } from './gen/zitadel/user_pb.js'
