using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Phones.Registering;

/// <summary>May this REGISTER change that address of record? What the PBX thinks of it comes after (RFC 3261 §10.3 steps 2 to 5).</summary>
public static class RegisterCheck
{
    /// <returns>Null when it may go on.</returns>
    public static ReasonCode? Check(
        in SipMessageView request, in AdmissionDecision admission, PhoneModel phones, Trail? trail = null)
    {
        var reason = Check(request, admission, phones);
        trail?.Add(
            DecisionStage.Rules, reason is null ? StepOutcome.Decided : StepOutcome.Refused, phones.Line,
            reason is { } broken
                ? ReasonCodes.Meaning(broken)
                : $"registered at {phones.Pbx}, who is asked when the edge does not know the contact yet");
        return reason;
    }

    private static ReasonCode? Check(in SipMessageView request, in AdmissionDecision admission, PhoneModel phones)
    {
        if (request.Has(HeaderId.Require))
        {
            return ReasonCode.BadExtension;
        }
        var fault = RegisterView.TryRead(request, admission.Domain!, phones, out var register);
        return fault switch
        {
            RegisterFault.Malformed => ReasonCode.Malformed,
            RegisterFault.OtherDomain => ReasonCode.RecordNotOwned,
            RegisterFault.TooBrief => ReasonCode.RegistrationTooBrief,
            RegisterFault.TooManyContacts => ReasonCode.TooManyContacts,
            _ when phones.Authentication == PhoneAuthentication.Pbx => null,
            _ when admission.Account is null => ReasonCode.RegistrationNeedsAccount,
            _ => IsOf(register.User, admission.Account) ? null : ReasonCode.RecordNotOwned,
        };
    }

    /// <summary>Compared exactly: a user part is (RFC 3261 §19.1.4).</summary>
    private static bool IsOf(ReadOnlySpan<byte> user, AccountModel account)
    {
        Span<byte> name = stackalloc byte[PhoneContact.LongestUser];
        return Encoding.UTF8.TryGetBytes(account.Name, name, out var length) && user.SequenceEqual(name[..length]);
    }
}
