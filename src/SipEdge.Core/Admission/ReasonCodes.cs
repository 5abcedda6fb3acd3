using System.Collections.Frozen;

namespace SipEdge.Core.Admission;

/// <summary>What each <see cref="ReasonCode"/> is called, answers and means.</summary>
public static class ReasonCodes
{
    private static readonly Row[] Rows =
    [
        new(ReasonCode.None, "none", 0, "Nothing to say."),

        // Admitted.
        new(ReasonCode.AddressAdmitted, "address_admitted", 0, "A listed address admitted the call."),
        new(ReasonCode.TokenAdmitted, "token_admitted", 0, "A header pair admitted the call."),
        new(ReasonCode.DigestAdmitted, "digest_admitted", 0, "A digest account admitted the call."),

        // Refused before anyone is known.
        new(ReasonCode.Malformed, "malformed", 400, "The message is not whole or not SIP; the answer names what is wrong."),
        new(ReasonCode.UnsupportedMethod, "unsupported_method", 405, "The method is not handled here."),
        new(ReasonCode.BadExtension, "bad_extension", 420, "The request requires an extension that the edge does not have."),
        new(ReasonCode.UnsupportedMediaType, "unsupported_media_type", 415, "The body is not a session description."),
        new(ReasonCode.UnsupportedScheme, "unsupported_scheme", 416, "The Request-URI is neither sip, sips nor tel."),
        new(ReasonCode.UnknownDomain, "unknown_domain", 404,
            "The host of the Request-URI is not ours. Dropped unless unknown_domain says otherwise."),
        new(ReasonCode.UnknownSource, "unknown_source", 403,
            "No address entry knows the source, and no credential could help. Dropped unless unknown_source says otherwise."),
        new(ReasonCode.SourceNearMiss, "source_near_miss", 403,
            "An address entry covers the source, but its port, transport or local port differs. Handled as unknown_source."),
        new(ReasonCode.SourceNotInDomain, "source_not_in_domain", 403,
            "The source is known, but not to the domain it called. Handled as unknown_source."),

        // Refused with credentials, or for want of them.
        new(ReasonCode.CredentialsMissing, "credentials_missing", 401, "Credentials are asked for and none for our realm came."),
        new(ReasonCode.CredentialsMalformed, "credentials_malformed", 400, "The credentials for our realm cannot be read."),
        new(ReasonCode.AlgorithmNotOffered, "algorithm_not_offered", 401,
            "The credentials use a digest algorithm or quality of protection that was not offered."),
        new(ReasonCode.UnknownUser, "unknown_user", 401,
            "No account of that name may call this domain. Answered like wrong_password."),
        new(ReasonCode.WrongPassword, "wrong_password", 401, "The digest response does not match."),
        new(ReasonCode.DigestUriMismatch, "digest_uri_mismatch", 401, "The digest was made for another Request-URI."),
        new(ReasonCode.ForgedNonce, "forged_nonce", 401, "The nonce was not made by this edge for this realm."),
        new(ReasonCode.StaleNonce, "stale_nonce", 401,
            "The digest is right but its nonce is too old; the client may try again without asking its user."),
        new(ReasonCode.ReplayedNonce, "replayed_nonce", 401, "The nonce count was used before."),
        new(ReasonCode.NonceTableFull, "nonce_table_full", 401,
            "Too many nonces are in use to tell whether this one is replayed."),
        new(ReasonCode.TokenIncomplete, "token_incomplete", 401, "One of the two headers is missing, empty, doubled or a list."),
        new(ReasonCode.TokenWrong, "token_wrong", 401, "The header pair is not one of the domain's."),
        new(ReasonCode.TokenCleartext, "token_cleartext", 403,
            "The header pair came over a transport that anyone on the path can read."),
        new(ReasonCode.AddressRestricted, "address_restricted", 403, "The credential may not be used from this address."),

        // Refused to somebody known.
        new(ReasonCode.CredentialsCleartext, "credentials_cleartext", 403,
            "Credentials are taken over TLS only (require_tls_for_auth), and the request came over UDP or TCP."),

        // Where to.
        new(ReasonCode.NoRoute, "no_route", 404, "No route matches the number and the caller."),
        new(ReasonCode.NoGateway, "no_gateway", 503, "The trunk has no gateway that may be called."),
        new(ReasonCode.LoopDetected, "loop_detected", 482, "The request came back to the edge, or reached it twice."),
        new(ReasonCode.TooManyHops, "too_many_hops", 483, "Max-Forwards has run out."),
        new(ReasonCode.SipsNeedsTls, "sips_needs_tls", 480, "A sips call would leave over a transport that is not TLS."),

        // Next hop.
        new(ReasonCode.GatewayFailed, "gateway_failed", 503,
            "Every gateway failed; the last one could not be reached or answered with a server error."),
        new(ReasonCode.GatewayTimeout, "gateway_timeout", 504, "No gateway answered in time."),
        new(ReasonCode.GatewayRefused, "gateway_refused", 0, "The next hop refused the call; its status is passed on."),
        new(ReasonCode.NextHopChallenged, "next_hop_challenged", 503,
            "The next hop asked for credentials that the edge does not have. The challenge is not passed on."),
        new(ReasonCode.BadAnswer, "bad_answer", 502, "The next hop answered with something that cannot be used."),

        // Media.
        new(ReasonCode.SdpMalformed, "sdp_malformed", 400, "The session description cannot be read."),
        new(ReasonCode.NoCommonMedia, "no_common_media", 488, "The offer holds no audio that can be relayed."),
        new(ReasonCode.SrtpRequired, "srtp_required", 488,
            "One side must use SRTP and the other side's description has no usable key."),
        new(ReasonCode.MediaUnavailable, "media_unavailable", 503, "No media port, session or socket is free."),

        // Limits and life of a call.
        new(ReasonCode.TooManyCalls, "too_many_calls", 503, "The edge carries as many calls as it may."),
        new(ReasonCode.Draining, "draining", 503, "The edge is stopping and takes no new calls."),
        new(ReasonCode.UnknownDialog, "unknown_dialog", 481, "The request belongs to no call known here."),
        new(ReasonCode.RequestPending, "request_pending", 491, "Another change of the session is under way."),
        new(ReasonCode.RingTimeout, "ring_timeout", 480, "Nobody answered in time."),
        new(ReasonCode.Cancelled, "cancelled", 487, "The caller gave up before an answer."),
        new(ReasonCode.CallerHungUp, "caller_hung_up", 0, "The caller ended the call."),
        new(ReasonCode.CalleeHungUp, "callee_hung_up", 0, "The called side ended the call."),
        new(ReasonCode.CallerGone, "caller_gone", 0, "The caller no longer answers."),
        new(ReasonCode.CalleeGone, "callee_gone", 0, "The called side no longer answers."),
        new(ReasonCode.AckMissing, "ack_missing", 0, "The caller never acknowledged the answer."),
        new(ReasonCode.MaxDuration, "max_duration", 0, "The call reached its longest duration."),
        new(ReasonCode.DrainEnded, "drain_ended", 0, "The edge stopped before the call had ended."),
        new(ReasonCode.NextHopLost, "next_hop_lost", 0, "The next hop answered 481 or 408 within the call."),
        new(ReasonCode.Answered, "answered", 200, "The gateway answered the call."),
        new(ReasonCode.InternalError, "internal_error", 500, "A fault of the edge itself. Report it."),
    ];

    private static readonly FrozenDictionary<ReasonCode, Row> ByCode = Rows.ToFrozenDictionary(row => row.Code);

    public static IEnumerable<ReasonCode> All => Rows.Select(row => row.Code);

    /// <summary>The snake_case name of records, metrics and logs.</summary>
    public static string Name(ReasonCode code) => ByCode[code].Name;

    /// <summary>
    /// What a refused request is answered with, when it is answered and nothing else was configured. 0: it was not refused, the
    /// status is another's, or the call was up already.
    /// </summary>
    public static int Status(ReasonCode code) => ByCode[code].Status;

    public static string Meaning(ReasonCode code) => ByCode[code].Meaning;

    private sealed record Row(ReasonCode Code, string Name, int Status, string Meaning);
}
