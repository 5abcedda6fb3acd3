namespace SipEdge.Core.Registrations;

/// <summary>What a registrar's final response means for what comes next.</summary>
internal static class RegistrarAnswer
{
    internal enum Kind : byte
    {
        Accepted,
        Challenge,
        TooBrief,

        /// <summary>Trying again soon changes nothing.</summary>
        Denied,

        /// <summary>This address cannot, or not now.</summary>
        Failed,
    }

    /// <summary>
    /// A redirection counts as a failure: REGISTER goes where the configuration says, and nowhere that a response names.
    /// </summary>
    public static Kind Read(int status) => status switch
    {
        < 300 => Kind.Accepted,
        < 400 => Kind.Failed,
        401 or 407 => Kind.Challenge,
        423 => Kind.TooBrief,
        408 or 429 or 430 or 480 or 482 or 483 or 486 or 491 => Kind.Failed,
        < 500 => Kind.Denied,
        < 600 => Kind.Failed,
        _ => Kind.Denied,
    };
}
