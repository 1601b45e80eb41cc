export { StatusSchema } from './gen/google/rpc/status_pb.ts'
export {
  AuthService,
  SendMyPasswordlessLinkRequestSchema,
  type SendMyPasswordlessLinkResponse,
  SendMyPasswordlessLinkResponseSchema,
} from './gen/zitadel/auth_pb.ts'
export { ErrorDetailSchema } from './gen/zitadel/message_pb.ts'
export { ObjectDetailsSchema } from './gen/zitadel/object_pb.ts'
