using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Whether a trunk or a phone may send, and whether one takes, what is no call: MESSAGE, and SUBSCRIBE, NOTIFY and PUBLISH of the event packages
/// that it lists (V-20). Bodies are bounded, and may not be of a kind that names addresses by itself (E-06).
/// </summary>
internal static class PassRules
{
    /// <summary>RFC 3428 §8 has 1,300 bytes where congestion is not controlled; a presence document is longer.</summary>
    public const int MaxBody = 8 * 1024;

    public static bool IsPassed(SipMethod method) =>
        method is SipMethod.Message or SipMethod.Subscribe or SipMethod.Notify or SipMethod.Publish;

    /// <summary>
    /// The rules of the trunk that sent it; of a phone that is registered over this very flow those of the phones of its domain. Who is
    /// neither sends none.
    /// </summary>
    public static SignallingOptions Of(in AdmissionDecision admission, in Arrival arrival) =>
        admission.Trunk?.Signalling
        ?? (IsRegistered(admission, arrival) ? admission.Domain!.Phones!.Phones.Signalling : SignallingOptions.Default);

    /// <summary>It may become one that may: it has not registered over this flow, or not yet.</summary>
    public static bool MustRegister(in SipMessageView request, in AdmissionDecision admission, in Arrival arrival) =>
        IsPassed(request.Method) && admission is { Trunk: null, Account: not null, Domain.Phones: { } phones }
        && Mode(request.Method, phones.Phones.Signalling) == PassMode.Pass && !IsRegistered(admission, arrival);

    /// <summary>Null when it may go on.</summary>
    public static ReasonCode? Check(in SipMessageView request, SignallingOptions rules) => request switch
    {
        _ when Mode(request.Method, rules) == PassMode.Reject => ReasonCode.UnsupportedMethod,
        { MaxForwards: 0 } => ReasonCode.TooManyHops,
        _ when request.Has(HeaderId.Require) => ReasonCode.BadExtension,
        _ when request.Method != SipMethod.Message && !rules.Lists(EventLines.PackageOf(request)) => ReasonCode.EventNotListed,
        _ when request.Method == SipMethod.Subscribe && !Dialog.HasTarget(request) => ReasonCode.Malformed,
        _ when request.Body.Length > MaxBody => ReasonCode.BodyTooLong,
        _ when ContentTypes.MayShowAddresses(request) => ReasonCode.BodyNotPassed,
        _ => null,
    };

    /// <summary>And does the trunk that it would go to take it?</summary>
    public static ReasonCode? CheckTarget(in SipMessageView request, SignallingOptions rules) =>
        Mode(request.Method, rules) == PassMode.Reject ? ReasonCode.MethodNotTaken
        : request.Method != SipMethod.Message && !rules.Lists(EventLines.PackageOf(request)) ? ReasonCode.EventNotListed
        : null;

    private static PassMode Mode(SipMethod method, SignallingOptions rules) =>
        method == SipMethod.Message ? rules.Message : rules.Subscribe;

    private static bool IsRegistered(in AdmissionDecision admission, in Arrival arrival) =>
        admission.Domain is { Phones: not null } domain && arrival.Phone is { } phone && phone.Domain == domain.Name
        && phone.ExpiresAt > arrival.Now;
}
