import { guard } from '../loader/guard.ts'
import { startLoader } from '../loader/start-loader.ts'

guard(() => startLoader(__VERSION__, __VISITOR_FOLDER__, __VISITOR_INTEGRITY__))
