// By themselves, since nobody needs zod to look at a form.
export {
  changeEmailRequest,
  changePasswordRequest,
  confirmVerificationRequest,
  forgotPasswordRequest,
  loginRequest,
  registerRequest,
  validationErrors,
} from '@profile/contract';
