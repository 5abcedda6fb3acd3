using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

/// <summary>Every suite, for theories.</summary>
public sealed class SrtpSuiteData : TheoryData<SrtpSuite>
{
    public SrtpSuiteData()
    {
        foreach (var suite in SrtpSuites.All)
        {
            Add(suite);
        }
    }
}
