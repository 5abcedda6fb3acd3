namespace SipEdge.Core.Admission;

public enum AdmissionVerdict : byte
{
    Admit,

    /// <summary>Answer with 401 or 407 and the challenges of the decision.</summary>
    Challenge,

    /// <summary>Answer with the decision's status.</summary>
    Refuse,

    /// <summary>Answer nothing; a connection is closed.</summary>
    Drop,
}
