// By itself, since the numbering plans and the zones come with it.
export { updateProfileRequest } from '@profile/contract';
