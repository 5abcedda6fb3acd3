using SipEdge.Core.Configuration;

namespace SipEdge.Core.Phones;

/// <summary>
/// What becomes of a contact that is registered, refreshed or removed (RFC 3261 §10.3 steps 6 and 7), and whether the PBX has to
/// hear of it. A table; <see cref="Registering.PhoneRegistrar"/> acts.
/// </summary>
internal static class BindingRules
{
    /// <summary>
    /// What the PBX has promised must outlast what the phone is promised by this, or the phone would believe itself registered
    /// when it is not: as long as a REGISTER and its retransmissions may take, rounded up.
    /// </summary>
    public const long MarginMs = 35_000;

    /// <param name="known">Null: a new one.</param>
    /// <param name="request">What is asked for it.</param>
    /// <param name="authentication">Who checked the phone.</param>
    /// <param name="now">The loop's time.</param>
    public static BindingStep Decide(
        PhoneBinding? known, scoped in BindingRequest request, PhoneAuthentication authentication, long now)
    {
        var sameCall = known is not null && known.CallId.AsSpan().SequenceEqual(request.CallId);
        if (sameCall && request.CSeq <= known!.CSeq)
        {
            return BindingStep.OutOfOrder;
        }
        if (authentication == PhoneAuthentication.Pbx)
        {
            // Nobody has checked the phone yet, so only what changes nothing is answered without the PBX: the same phone, over the
            // flow that it was checked on, stays as it is.
            return request.Seconds > 0 && sameCall && known!.Path.Flow == request.Flow
                && known.Path.Uri.AsSpan().SequenceEqual(request.Uri)
                && now < known.PbxRefreshFrom && Outlasts(known, request.Seconds, now)
                    ? BindingStep.Keep
                    : BindingStep.Ask;
        }
        if (request.Seconds == 0)
        {
            return BindingStep.Remove;
        }
        if (known is null || !Outlasts(known, request.Seconds, now))
        {
            return BindingStep.Ask;
        }
        return now < known.PbxRefreshFrom ? BindingStep.Keep : BindingStep.KeepAndRefresh;
    }

    /// <summary>
    /// When a contact that the PBX keeps for so long is refreshed there: once half of it has passed, each at another moment of the
    /// quarter that follows, so that phones that registered together do not stay together.
    /// </summary>
    /// <param name="lifeMs">What the PBX granted.</param>
    /// <param name="draw">0 to 1.</param>
    public static long RefreshAfterMs(long lifeMs, double draw) => (lifeMs / 2) + (long)(lifeMs / 4 * draw);

    private static bool Outlasts(PhoneBinding known, int seconds, long now) =>
        known.PbxExpiresAt - now >= Math.Min((seconds * 1000L) + MarginMs, seconds * 2000L);
}
