import '../support/noPauses';
import { testStoriesOf } from './support/stories';

testStoriesOf('parcel');
