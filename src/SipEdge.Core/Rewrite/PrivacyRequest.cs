namespace SipEdge.Core.Rewrite;

/// <summary>What a caller says about being named (RFC 3323 §4.2, RFC 3325 §9.3).</summary>
public enum PrivacyRequest : byte
{
    /// <summary>Nothing: local policy decides.</summary>
    Absent,

    /// <summary>"none": the caller wants no privacy to be applied.</summary>
    None,

    /// <summary>"id", "user" or "header", in any combination.</summary>
    Private,
}
