using SipEdge.Core.Admission;
using SipEdge.Core.Phones;

namespace SipEdge.Core.Passing;

/// <summary>
/// In whose name a request or a subscription takes its place: a trunk's, an account's, or a registered phone's that has no account at
/// the edge. None has them all.
/// </summary>
internal readonly record struct PassSender(string? Trunk, string? Account, UInt128 Phone)
{
    /// <summary>A phone has a key for every colleague, and a subscription for each; an account has a few phones.</summary>
    private const int SubscriptionsOfAccount = 256;

    private const int RequestsOfAccount = 64;

    /// <summary>A trunk may stand for a whole PBX, but it leaves others half.</summary>
    public int MostRequests => Trunk is null ? RequestsOfAccount : PassingTable.MaxRequests / 2;

    public int MostSubscriptions => Trunk is null ? SubscriptionsOfAccount : PassingTable.MaxSubscriptions / 2;

    public static PassSender Of(in AdmissionDecision admission, PhoneBinding? phone) => admission switch
    {
        { Trunk: { } trunk } => new PassSender(trunk.Id, null, default),
        { Account: { } account } => new PassSender(null, account.Name, default),
        _ => new PassSender(null, null, phone?.Record ?? default),
    };

    public static PassSender Of(in PassTarget target) => target.Phone is { } phone
        ? new PassSender(null, null, phone)
        : new PassSender(target.Trunk.Id, null, default);
}
