// By themselves, since nobody needs zod to look at a form.
export {
  avatarLimit,
  changeEmailRequest,
  changePasswordRequest,
  confirmVerificationRequest,
  forgotPasswordRequest,
  loginRequest,
  registerRequest,
  resetPasswordRequest,
  validationErrors,
} from '@profile/contract';
