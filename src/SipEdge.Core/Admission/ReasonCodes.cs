using System.Collections.Frozen;

namespace SipEdge.Core.Admission;

/// <summary>What each <see cref="ReasonCode"/> is called, answers and means, and what to do about it.</summary>
public static class ReasonCodes
{
    private static readonly Row[] Rows =
    [
        new(ReasonCode.None, "none", 0,
            "Nothing to say.",
            ""),

        // Admitted.
        new(ReasonCode.AddressAdmitted, "address_admitted", 0,
            "A listed address admitted the call.",
            ""),
        new(ReasonCode.TokenAdmitted, "token_admitted", 0,
            "A header pair admitted the call.",
            ""),
        new(ReasonCode.DigestAdmitted, "digest_admitted", 0,
            "A digest account admitted the call.",
            ""),

        // Refused before anyone is known.
        new(ReasonCode.Malformed, "malformed", 400,
            "The message is not whole or not SIP; the answer names what is wrong.",
            "Look at what the answer or `sipedge explain` names; the sender has to mend it."),
        new(ReasonCode.UnsupportedMethod, "unsupported_method", 405,
            "The method is not handled here.",
            "Nothing, unless the peer relies on the method."),
        new(ReasonCode.BadExtension, "bad_extension", 420,
            "The request requires an extension that the edge does not have.",
            "Have the peer use Supported instead of Require."),
        new(ReasonCode.UnsupportedMediaType, "unsupported_media_type", 415,
            "The body is not a session description.",
            "Have the peer send SDP."),
        new(ReasonCode.UnsupportedScheme, "unsupported_scheme", 416,
            "The Request-URI is neither sip, sips nor tel.",
            "The caller dials a URI of another protocol."),
        new(ReasonCode.UnknownDomain, "unknown_domain", 404,
            "The host of the Request-URI is not ours. Dropped unless unknown_domain says otherwise.",
            "Add the name under domains, or set default_domain for calls to an IP address."),
        new(ReasonCode.UnknownSource, "unknown_source", 403,
            "No address entry knows the source, and no credential could help. Dropped unless unknown_source says otherwise.",
            "If it is a peer of yours, list its address in an ACL or as an inbound gateway."),
        new(ReasonCode.SourceNearMiss, "source_near_miss", 403,
            "An address entry covers the source, but its port, transport or local port differs, or it lets no calls in. "
            + "Handled as unknown_source.",
            "The peer calls from another port, over another transport or to another port of ours than the entry says; or the entry "
            + "is outbound only, or a gateway of a trunk whose calls an ACL decides about."),
        new(ReasonCode.SourceNotInDomain, "source_not_in_domain", 403,
            "The source is known, but not to the domain it called. Handled as unknown_source.",
            "Attach the ACL to the domain, or have the peer call its own domain."),

        // Refused with credentials, or for want of them.
        new(ReasonCode.CredentialsMissing, "credentials_missing", 401,
            "Credentials are asked for and none for our realm came.",
            "Nothing when credentials follow. If they never do, the peer has none or ignores the challenge."),
        new(ReasonCode.CredentialsMalformed, "credentials_malformed", 400,
            "The credentials for our realm cannot be read.",
            "The peer sends a broken Authorization header."),
        new(ReasonCode.AlgorithmNotOffered, "algorithm_not_offered", 401,
            "The credentials use a digest algorithm or quality of protection that was not offered.",
            "Offer the algorithm in the domain's algorithms, or have the peer use one that is offered."),
        new(ReasonCode.UnknownUser, "unknown_user", 401,
            "No account of that name may call this domain. Answered like wrong_password.",
            "Check the user name, and that an ACL of the called domain lists the account."),
        new(ReasonCode.WrongPassword, "wrong_password", 401,
            "The digest response does not match.",
            "Check the password on both sides, and that the realm is the one an HA1 value was made for."),
        new(ReasonCode.DigestUriMismatch, "digest_uri_mismatch", 401,
            "The digest was made for another Request-URI.",
            "The peer signs another URI than it sends, or something in between rewrites the Request-URI."),
        new(ReasonCode.ForgedNonce, "forged_nonce", 401,
            "The nonce was not made by this edge for this realm.",
            "Nothing after a restart. Otherwise somebody makes nonces up."),
        new(ReasonCode.StaleNonce, "stale_nonce", 401,
            "The digest is right but its nonce is too old; the client may try again without asking its user.",
            "Nothing; raise security.nonce_lifetime if the peer is slow to answer."),
        new(ReasonCode.ReplayedNonce, "replayed_nonce", 401,
            "The nonce count was used before.",
            "Nothing for one of them; many are an attack, or a peer that does not count (nc)."),
        new(ReasonCode.NonceTableFull, "nonce_table_full", 401,
            "Too many nonces are in use to tell whether this one is replayed.",
            "Raise security.limits.nonces; look who asks for so many."),
        new(ReasonCode.TokenIncomplete, "token_incomplete", 401,
            "One of the two headers is missing, empty, doubled or a list.",
            "The peer sends exactly one of each header, not empty, no list."),
        new(ReasonCode.TokenWrong, "token_wrong", 401,
            "The header pair is not one of the domain's.",
            "Check SID and token; after a rotation, that the peer has the new one."),
        new(ReasonCode.TokenExpired, "token_expired", 401,
            "The token is the one before a rotation, and its overlap has ended. Answered like token_wrong.",
            "Give the peer the new token; `sipedge token list` shows which is in use."),
        new(ReasonCode.TokenCleartext, "token_cleartext", 403,
            "The header pair came over a transport that anyone on the path can read.",
            "Have the peer use TLS, or set allow_cleartext_token for its ACL."),
        new(ReasonCode.AddressRestricted, "address_restricted", 403,
            "The credential may not be used from this address.",
            "Add the address to the credential's ACL, or set allow_any_source."),

        // Refused to somebody known.
        new(ReasonCode.CredentialsCleartext, "credentials_cleartext", 403,
            "Credentials are taken over TLS only (require_tls_for_auth), and the request came over UDP or TCP.",
            "Have the caller use TLS."),
        new(ReasonCode.TrunkNotSecure, "trunk_not_secure", 403,
            "The trunk is secure, and its call came without TLS.",
            "Have the peer call over TLS, or set security: mixed."),
        new(ReasonCode.CalledNotAllowed, "called_not_allowed", 403,
            "The caller's policy denies the number called, or does not list it.",
            "Add the number to the policy's allowed numbers, or leave it: that is what the policy is for."),
        new(ReasonCode.OutsideHours, "outside_hours", 403,
            "The caller's policy takes calls at other times only.",
            "Nothing, if the hours and the time zone of the policy are right."),
        new(ReasonCode.CallerAnonymous, "caller_anonymous", 433,
            "The caller hides its number where it must say who it is (RFC 5079).",
            "Have the caller show its number, or let an account or an asserted identity say who it is."),
        new(ReasonCode.CallerNotOwned, "caller_not_owned", 403,
            "The caller shows a number that it does not own.",
            "Add the number to owned_numbers, or give the trunk the number format that it uses; `sipedge explain` names the nearest."),
        new(ReasonCode.FromNotAccount, "from_not_account", 403,
            "The user of From is not the account that authenticated (from_matches_account).",
            "Have the phone show its account name in From, or leave from_matches_account out."),

        // Where to.
        new(ReasonCode.NoRoute, "no_route", 404,
            "No route matches the number and the caller.",
            "Add a route for the number and this caller; `sipedge explain` names the nearest."),
        new(ReasonCode.NoGateway, "no_gateway", 503,
            "The trunk has no gateway that may be called.",
            "Give the trunk an active outbound gateway."),
        new(ReasonCode.LoopDetected, "loop_detected", 482,
            "The request came back to the edge, or reached it twice.",
            "A next hop sends the call back: check the routes on both sides."),
        new(ReasonCode.TooManyHops, "too_many_hops", 483,
            "Max-Forwards has run out.",
            "The call goes round between servers: check the routes."),
        new(ReasonCode.SipsNeedsTls, "sips_needs_tls", 480,
            "A sips call would leave over a transport that is not TLS.",
            "Route sips calls to a gateway with transport: tls."),
        new(ReasonCode.PrivacyUnknown, "privacy_unknown", 500,
            "The caller wants a privacy that the edge does not know, or no call (RFC 3323 §5).",
            "The edge knows id, user, header, session, history and none: ask the caller's side for one of them, or to leave out critical."),

        // Next hop.
        new(ReasonCode.GatewayFailed, "gateway_failed", 503,
            "Every gateway failed; the last one could not be reached or answered with a server error.",
            "Look at the attempts in the record: each has its gateway and status."),
        new(ReasonCode.GatewayTimeout, "gateway_timeout", 504,
            "No gateway answered in time.",
            "Check that the gateway is up and that its answers reach us (firewall, NAT)."),
        new(ReasonCode.GatewayRefused, "gateway_refused", 0,
            "The next hop refused the call; its status is passed on.",
            "The record's status is the next hop's answer; ask its operator."),
        new(ReasonCode.NextHopChallenged, "next_hop_challenged", 503,
            "The next hop asked for credentials that the edge does not have. The challenge is not passed on.",
            "Have the next hop admit us by address."),
        new(ReasonCode.BadAnswer, "bad_answer", 502,
            "The next hop answered with something that cannot be used.",
            "Trace the next hop's answer: its SDP or its headers cannot be used."),

        // Media.
        new(ReasonCode.SdpMalformed, "sdp_malformed", 400,
            "The session description cannot be read.",
            "The sender has to mend its SDP."),
        new(ReasonCode.NoCommonMedia, "no_common_media", 488,
            "The offer holds no audio that can be relayed.",
            "The sender has to offer audio over RTP or SRTP."),
        new(ReasonCode.SrtpRequired, "srtp_required", 488,
            "One side must use SRTP and the other side's description has no usable key.",
            "Switch SRTP (SDES) on at the peer, or set media: rtp for the gateway."),
        new(ReasonCode.MediaUnavailable, "media_unavailable", 503,
            "No media port, session or socket is free.",
            "Widen media.port_min to media.port_max, or look for calls that never end."),

        // Limits and life of a call.
        new(ReasonCode.TooManyCalls, "too_many_calls", 503,
            "The edge carries as many calls as it may.",
            "Raise calls.max_calls, or add a second edge."),
        new(ReasonCode.Draining, "draining", 503,
            "The edge is stopping and takes no new calls.",
            "Nothing: the edge is being stopped."),
        new(ReasonCode.UnknownDialog, "unknown_dialog", 481,
            "The request belongs to no call known here.",
            "Nothing after a restart. Otherwise the peer names a dialog that is not its own."),
        new(ReasonCode.RequestPending, "request_pending", 491,
            "Another change of the session is under way.",
            "Nothing; the peer tries again."),
        new(ReasonCode.RingTimeout, "ring_timeout", 480,
            "Nobody answered in time.",
            "Nothing; calls.ring_timeout sets the time."),
        new(ReasonCode.Cancelled, "cancelled", 487,
            "The caller gave up before an answer.",
            ""),
        new(ReasonCode.CallerHungUp, "caller_hung_up", 0,
            "The caller ended the call.",
            ""),
        new(ReasonCode.CalleeHungUp, "callee_hung_up", 0,
            "The called side ended the call.",
            ""),
        new(ReasonCode.CallerGone, "caller_gone", 0,
            "The caller no longer answers.",
            "Check the network to the caller."),
        new(ReasonCode.CalleeGone, "callee_gone", 0,
            "The called side no longer answers.",
            "Check the network to the next hop."),
        new(ReasonCode.AckMissing, "ack_missing", 0,
            "The caller never acknowledged the answer.",
            "The ACK does not reach us: check the Contact and Record-Route that the caller sees, and NAT."),
        new(ReasonCode.MaxDuration, "max_duration", 0,
            "The call reached its longest duration.",
            "Nothing; calls.max_duration sets the time."),
        new(ReasonCode.DrainEnded, "drain_ended", 0,
            "The edge stopped before the call had ended.",
            "Raise calls.drain_seconds if calls should live longer than that."),
        new(ReasonCode.NextHopLost, "next_hop_lost", 0,
            "The next hop answered 481 or 408 within the call.",
            "The next hop forgot the call: look at its log."),
        new(ReasonCode.Answered, "answered", 200,
            "The gateway answered the call.",
            ""),
        new(ReasonCode.InternalError, "internal_error", 500,
            "A fault of the edge itself. Report it.",
            "Report it with the log lines around it."),
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

    /// <summary>What an operator can do about it. Empty where there is nothing to mend.</summary>
    public static string Remedy(ReasonCode code) => ByCode[code].Remedy;

    private sealed record Row(ReasonCode Code, string Name, int Status, string Meaning, string Remedy);
}
