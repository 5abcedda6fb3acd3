namespace SipEdge.Core.Phones;

/// <summary>What is wrong with a REGISTER, whoever sent it.</summary>
public enum RegisterFault : byte
{
    None,

    /// <summary>To is no address of record, or a Contact cannot be called.</summary>
    Malformed,

    /// <summary>To names another domain than the Request-URI.</summary>
    OtherDomain,

    /// <summary>Expires is shorter than the least.</summary>
    TooBrief,

    TooManyContacts,
}
