namespace SipEdge.Core.Phones;

/// <summary>What becomes of one contact of a REGISTER.</summary>
public enum BindingStep : byte
{
    /// <summary>Answered from what is known; the PBX hears nothing.</summary>
    Keep,

    /// <summary>As <see cref="Keep"/>, and the edge refreshes the contact at the PBX by itself, soon.</summary>
    KeepAndRefresh,

    /// <summary>The PBX is asked first.</summary>
    Ask,

    /// <summary>Gone at once; the PBX is told.</summary>
    Remove,

    /// <summary>Of a message older than one that counted already.</summary>
    OutOfOrder,
}
