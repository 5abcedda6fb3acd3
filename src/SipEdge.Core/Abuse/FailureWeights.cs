using SipEdge.Core.Admission;

namespace SipEdge.Core.Abuse;

/// <summary>
/// How much a refusal says against its source, as a table. What an honest phone does every day weighs nothing: to come without
/// credentials, or with a nonce that has grown old or was another loop's, which is told only when the password was right; to go
/// on with a call that a restart has forgotten. An unknown user weighs what a wrong password does.
/// </summary>
internal static class FailureWeights
{
    /// <summary>More than any threshold: one is enough.</summary>
    private const int AtOnce = 1_000_000;

    /// <summary>Over UDP the source of a message is hearsay, and there the second column counts.</summary>
    private static readonly (ReasonCode Reason, int Stream, int Datagram)[] Rows =
    [
        (ReasonCode.Scanner, AtOnce, 50),
        (ReasonCode.WrongPassword, 10, 10),
        (ReasonCode.UnknownUser, 10, 10),
        (ReasonCode.CredentialsMalformed, 10, 10),
        (ReasonCode.TokenWrong, 10, 10),
        (ReasonCode.TokenIncomplete, 10, 10),
        (ReasonCode.AddressRestricted, 10, 10),
        (ReasonCode.AlgorithmNotOffered, 5, 5),
        (ReasonCode.TokenCleartext, 5, 5),

        // The password was right: a thief with somebody's message, or a program that counts badly.
        (ReasonCode.ReplayedNonce, 2, 2),
        (ReasonCode.DigestUriMismatch, 2, 2),
        (ReasonCode.UnknownSource, 5, 5),
        (ReasonCode.UnknownDomain, 5, 5),
        (ReasonCode.SourceNearMiss, 5, 5),
        (ReasonCode.SourceNotInDomain, 5, 5),
        (ReasonCode.Malformed, 5, 5),
    ];

    private static readonly Dictionary<ReasonCode, (int Stream, int Datagram)> ByReason =
        Rows.ToDictionary(row => row.Reason, row => (row.Stream, row.Datagram));

    /// <summary>0: says nothing.</summary>
    public static int Of(ReasonCode reason, bool overStream) =>
        ByReason.TryGetValue(reason, out var weight) ? overStream ? weight.Stream : weight.Datagram : 0;
}
